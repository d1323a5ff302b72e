package dev.kindred.customer;

import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.query.Filter;
import dev.kindred.recall.Search;

/**
 * How to look for similar customers.
 *
 * @param limit       neighbours at most
 * @param maxDistance beyond which nobody is a neighbour; null for no bound
 * @param filter      over the row alias {@code c}
 * @param shown       what to tell of each neighbour besides its id and distance
 * @param minRecall   share of the true nearest to find; null for the default
 * @param explain     whether to split each distance by feature
 */
record SimilarOptions(Metric metric, int limit, Double maxDistance, Filter filter, Shown shown,
        Double minRecall, boolean explain) {

    static final int MOST = 1_000;
    static final int USUAL_LIMIT = 5;

    SimilarOptions {
        requireLimit("limit", limit);
        Search.requireRecall(minRecall);
        if (maxDistance != null && metric != Metric.INNER_PRODUCT && maxDistance < 0) {
            throw new Invalid("maxDistance must be at least 0 under %s, but was %s.".formatted(metric.code(),
                    maxDistance));
        }
    }

    /** The same with another filter. */
    SimilarOptions with(Filter other) {
        return new SimilarOptions(metric, limit, maxDistance, other, shown, minRecall, explain);
    }

    /** Checked here and not by annotations, whose interceptor costs more than the rest of a short request's Java. */
    static void requireLimit(String parameter, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new Invalid("%s must be between 1 and %d, but was %d.".formatted(parameter, MOST, limit));
        }
    }
}
