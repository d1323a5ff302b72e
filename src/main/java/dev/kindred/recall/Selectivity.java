package dev.kindred.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import dev.kindred.query.Filter;

/**
 * Estimates the share of a table's rows that a filter keeps, by a look at some of its pages. The planner's own estimate is
 * no help: of attributes it has no statistics, and guesses. Both numbers are on the low side by a standard error, since a
 * filter taken for a stricter one only costs time.
 *
 * @param kept     from 0 to 1
 * @param matching rows
 */
record Selectivity(double kept, double matching) {

    /** Some ten thousand rows of usual width, in a few milliseconds. */
    private static final double PAGES = 500;

    private static final Selectivity OF_NO_FILTER = new Selectivity(1, Double.POSITIVE_INFINITY);

    /**
     * Of a filter.
     *
     * @param table as SQL; the filter knows it as {@code c}
     */
    static Selectivity of(Connection connection, String table, Filter filter) throws SQLException {
        if (filter.isAll()) {
            return OF_NO_FILTER;
        }
        double percent = percent(connection, table);
        try (PreparedStatement statement = connection.prepareStatement("""
                select count(*), count(*) filter (where %s) from %s c tablesample system (%s)
                """.formatted(filter.sql(), table, percent))) {
            filter.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long seen = row.getLong(1);
                long kept = row.getLong(2);
                double least = percent == 100 ? kept : kept - Math.sqrt(kept); // of all rows it is no estimate
                return new Selectivity(least / Math.max(1, seen), least * 100 / percent);
            }
        }
    }

    private static double percent(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select greatest(1, pg_relation_size(cast(? as regclass)) / current_setting('block_size')::bigint)""")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Math.min(100, 100 * PAGES / row.getLong(1));
            }
        }
    }
}
