package dev.kindred.recall;

import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.query.Filter;
import dev.kindred.recall.SearchWay.Mode;

/**
 * What is searched for, as far as it decides the way.
 *
 * @param table     whose column {@code embedding} is searched, unquoted, in schema public
 * @param version   of what its vectors are; another one is another table, as far as ways go
 * @param filter    over the row alias {@code c}
 * @param minRecall null where none was asked for
 * @param isStored  whether it is a row of the table, and so in its indexes, whose neighbours are searched for
 */
public record Search(String table, String version, Metric metric, int limit, Filter filter, Double minRecall,
        boolean isStored) {

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

    /**
     * What to call a search through an index: one look is likely to do where it finds twice as many matching candidates as
     * are asked for, or as many without filter.
     *
     * @param kept share of the rows that the filter keeps
     */
    Mode mode(IndexSearch index, int setting, double kept) {
        if (!index.isHnsw()) {
            return filter.isAll() ? Mode.IVFFLAT : Mode.ITERATIVE;
        }
        return kept * setting >= (filter.isAll() ? limit : 2.0 * limit) ? Mode.HNSW : Mode.ITERATIVE;
    }
}
