package dev.kindred.audience;

import java.util.Arrays;
import java.util.List;

import dev.kindred.job.JobSnapshot;
import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.vector.BinaryCopy;

/**
 * Distances to average vectors, computed where the rows are, by one statement a contest, which PostgreSQL may run in
 * parallel (it would not, were this the query of an INSERT).
 */
final class CentroidRanker implements Ranker {

    @Override
    public List<Ranking> rank(JobSnapshot snapshot, Rules rules, List<Contest> contests) {
        return contests.stream().map(contest -> rank(snapshot, rules, contest)).toList();
    }

    private static Ranking rank(JobSnapshot snapshot, Rules rules, Contest contest) {
        BestRows best = new BestRows(contest.size());
        // + 0, because an inner product may be -0, which Java would sort before 0 and show
        String query = """
                select c.id, (%s)::float8 + 0 as score from customer c where (%s) or %s order by score, c.id limit %d"""
                .formatted(score(rules, contest), rules.candidates(), Picked.idIn(contest.outside()), contest.size());
        return snapshot.read(connection -> {
            BinaryCopy.read(connection, query, row -> best.offer(row.int8(0), row.float8(1)));
            return best.ranking();
        });
    }

    private static String score(Rules rules, Contest contest) {
        String like = distance(rules.metric(), contest.like(), "seeds");
        return rules.unlike() == null
                ? like
                : "%s - %s * %s".formatted(like, rules.weight(),
                        distance(rules.metric(), rules.unlike(), "unlikes"));
    }

    /** A function, not its operator: an approximate index would serve that, and silently end a long list early. */
    private static String distance(Metric metric, Vectors whom, String whose) {
        float[] centre = whom.centre(metric).orElseThrow(() -> new Invalid(
                "The average of the %s has no direction, so nothing is near to it under cosine; ask for l2 or l1, or for "
                        .formatted(whose) + "the strategy best_match."));
        String function = switch (metric) {
            case L2 -> "l2_distance";
            case COSINE -> "cosine_distance";
            case INNER_PRODUCT -> "vector_negative_inner_product";
            case L1 -> "l1_distance";
        };
        return "%s(c.embedding, '%s'::vector)".formatted(function, Arrays.toString(centre).replace(" ", ""));
    }
}
