package dev.kindred.audience;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Reads those whom a definition names. */
@ApplicationScoped
class SeedReader {

    /** Nearest-seed distances to more of them take minutes, and no one chooses so many. */
    private static final int MOST = 100_000;
    private static final int NAMED_AT_MOST = 10;

    private final Picking picking;

    SeedReader(Picking picking) {
        this.picking = picking;
    }

    /**
     * Reads seeds, unlikes and the excluded.
     *
     * @param isRefresh whether some may be missing, since they were there when the audience was made
     * @throws Invalid  if named ones are missing, there are none or too many, or seeds are unlikes too
     * @throws Conflict if at a refresh no seed is left
     */
    Seeds read(Connection connection, NewAudience wanted, boolean isRefresh) throws SQLException {
        boolean isCosine = Metric.parse(wanted.metric()) == Metric.COSINE;
        Picked seeds = pick(connection, wanted.seeds(), "seeds", isRefresh);
        Vectors all = vectors(connection, seeds, "seeds");
        if (all.count() == 0) {
            throw isRefresh
                    ? new Conflict("None of the seeds is a customer any more, so there is nobody to be like.")
                    : new Invalid("seeds.filter matches no customer; choose a wider one.");
        }
        Vectors used = isCosine ? all.withDirection() : all;
        if (used.count() == 0) {
            throw new Invalid("All seeds have all-zero vectors, which have no direction, so nothing is near to them "
                    + "under cosine; ask for l2 or l1 instead.");
        }
        Picked unlike = pick(connection, wanted.unlike(), "unlike", isRefresh);
        Vectors unlikes = wanted.unlike() == null ? null : unlikes(connection, unlike, all, isCosine, isRefresh);
        Picked exclude = picking.pick(connection, wanted.exclude(), "exclude");
        return new Seeds(used, unlikes, seeds.condition(), exclude.condition(),
                new AudienceReport.SeedsFound(used.count(), all.count() - used.count(), seeds.missing().size(),
                        seeds.missing().stream().limit(NAMED_AT_MOST).toList(), unlikes == null ? 0 : unlikes.count(),
                        unlike.missing().size(),
                        exclude.missing().size()));
    }

    private Picked pick(Connection connection, Selection selection, String field, boolean mayMiss)
            throws SQLException {
        Picked picked = picking.pick(connection, selection, field);
        if (!picked.missing().isEmpty() && !mayMiss) {
            throw new Invalid("%s names %d customer(s) that there are not: %s.".formatted(field,
                    picked.missing().size(), Picked.named(picked.missing())));
        }
        return picked;
    }

    /** Null where no unlike can be compared with. */
    private static Vectors unlikes(Connection connection, Picked unlike, Vectors seeds, boolean isCosine,
            boolean isRefresh) throws SQLException {
        Vectors all = vectors(connection, unlike, "unlike");
        if (all.count() == 0 && !isRefresh) {
            throw new Invalid("unlike.filter matches no customer; choose a wider one, or leave unlike out.");
        }
        List<String> both = Arrays.stream(all.ids()).filter(seeds::has).mapToObj(Long::toString).toList();
        if (!both.isEmpty()) {
            throw new Invalid("%d customer(s) are both seeds and unlike: %s; leave them out of one.".formatted(
                    both.size(), Picked.named(both)));
        }
        Vectors used = isCosine ? all.withDirection() : all;
        return used.count() == 0 ? null : used;
    }

    private static Vectors vectors(Connection connection, Picked picked, String field) throws SQLException {
        Vectors vectors = VectorReader.read(connection,
                "select c.id, c.embedding from customer c where %s order by c.id limit %d".formatted(picked.condition(),
                        MOST + 1));
        if (vectors.count() > MOST) {
            throw new Invalid(
                    "%s.filter matches more than %d customers; choose a narrower one.".formatted(field, MOST));
        }
        return vectors;
    }
}
