package dev.kindred.recall;

import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.query.Filter;

/**
 * What is searched for, as far as it decides the way.
 *
 * @param table     whose column {@code embedding} is searched, unquoted, in schema public
 * @param version   of what its vectors are; another one is another table, as far as ways go
 * @param filter    over the row alias {@code c}
 * @param minRecall null where none was asked for
 */
public record Search(String table, String version, Metric metric, int limit, Filter filter, Double minRecall) {

    /** The column of a table that a recipe fills. */
    static final String COLUMN = "embedding";

    /**
     * Refuses what is no recall.
     *
     * @throws Invalid if it is not above 0 and at most 1
     */
    public static void requireRecall(Double minRecall) {
        if (minRecall != null && !(minRecall > 0 && minRecall <= 1)) {
            throw new Invalid(
                    "minRecall must be above 0 and at most 1, such as 0.95, but was %s.".formatted(minRecall));
        }
    }
}
