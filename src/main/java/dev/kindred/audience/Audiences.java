package dev.kindred.audience;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;

/** The stored audiences. */
@ApplicationScoped
class Audiences implements PanacheRepository<Audience> {

    private final AudiencesConfig config;

    Audiences(AudiencesConfig config) {
        this.config = config;
    }

    /** The audience of that name, or {@link NotFound}. */
    Audience named(String name) {
        return find("name", name).firstResultOptional()
                .orElseThrow(() -> new NotFound("There is no audience '%s'.".formatted(name)));
    }

    List<Audience> page(long after, int limit) {
        return find("id > ?1 order by id", after).page(0, limit).list();
    }

    /** A {@link Conflict} where there is an audience of that name. */
    void requireNew(String name) {
        if (count("name", name) > 0) {
            throw taken(name);
        }
    }

    static Conflict taken(String name) {
        return new Conflict(
                ("There is an audience '%s' already. POST /api/audiences/%1$s/refresh computes it anew; for "
                        + "another definition choose another name, or delete it first.").formatted(name));
    }

    /** A {@link Conflict} where so many members were deleted that the rest is too small a list. */
    void requireEnough(Audience audience) {
        long some = ((Number) getEntityManager()
                .createNativeQuery("""
                        select count(*)
                          from (select from audience_member where audience_id = ?1 limit ?2) as members""", Long.class)
                .setParameter(1, audience.id).setParameter(2, config.minimumSize()).getSingleResult()).longValue();
        if (some < config.minimumSize()) {
            throw new Conflict(
                    "Only %d members of audience '%s' are customers still, but a list must have at least %d; "
                            .formatted(some, audience.name, config.minimumSize()) + "refresh it.");
        }
    }

    /** Removes an audience with its members. */
    @Transactional
    void remove(String name) {
        if (delete("name", name) == 0) {
            throw new NotFound("There is no audience '%s'.".formatted(name));
        }
    }
}
