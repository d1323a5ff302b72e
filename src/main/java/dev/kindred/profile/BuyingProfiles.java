package dev.kindred.profile;

import java.util.Comparator;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The stored profiles. */
@ApplicationScoped
class BuyingProfiles implements PanacheRepository<BuyingProfile> {

    // The bare operator, ascending and limited, is what an index serves.
    private static final String NEAREST = """
            select p.customerId, %1$s(p.%2$s, (select q.%2$s from BuyingProfile q where q.customerId = ?1)) as distance
              from BuyingProfile p where p.customerId <> ?1
             order by %1$s(p.%2$s, (select q.%2$s from BuyingProfile q where q.customerId = ?1))""";

    BuyingProfile of(long customerId) {
        return findByIdOptional(customerId)
                .orElseThrow(() -> new NotFound("There is no buying profile of customer %d.".formatted(customerId)));
    }

    /**
     * The profiles nearest to one, closest first, never itself. Who has bought nothing has no distance by purchases, and
     * PostgreSQL sorts NULL last, so that to drop them shortens no answer.
     *
     * @throws NotFound if the customer has no profile
     * @throws Invalid  if it has none of what is compared
     */
    List<SimilarProfile> nearestTo(long customerId, Likeness likeness, int limit) {
        List<SimilarProfile> near = find(NEAREST.formatted(likeness.function(), likeness.attribute()), customerId)
                .page(0, limit).project(SimilarProfile.class).list().stream().filter(SimilarProfile::hasDistance)
                .sorted(Comparator.comparing(SimilarProfile::distance)).toList(); // an index may give them in relaxed order
        if (near.isEmpty() && of(customerId).purchases == null && likeness == Likeness.PURCHASES) {
            throw new Invalid("Customer %d has bought nothing, so nobody buys alike; ask by interests or taste."
                    .formatted(customerId));
        }
        return near;
    }
}
