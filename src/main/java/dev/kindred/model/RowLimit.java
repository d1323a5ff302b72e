package dev.kindred.model;

import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.TooLarge;

/**
 * The most rows that an algorithm takes.
 *
 * @param setting that says so
 */
record RowLimit(String algorithm, int rows, String setting) {

    /** {@link TooLarge} where a table has more. */
    void require(SourceTable table, long rowsThere) {
        if (rowsThere > rows) {
            throw new TooLarge(
                    ("Table '%s' has %s rows, but %s takes at most %d, because its time grows with their square. "
                            + "Cluster a view with fewer of them, such as a sample with its key, train k-means, or raise %s.")
                            .formatted(table.name(), rowsThere == rows + 1L ? "more than " + rows : rowsThere,
                                    algorithm, rows,
                                    setting));
        }
    }
}
