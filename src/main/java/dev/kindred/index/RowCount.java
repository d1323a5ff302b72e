package dev.kindred.index;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.kindred.problem.Unsuitable;

/**
 * The rows of a table and those that an index leaves out, which no query finds through it.
 *
 * @param rows      that the index is about: all, or those of its condition
 * @param nulls     left out because they have no value
 * @param zeros     left out because they are all-zero, where the metric is cosine
 * @param meanBytes of a sparse value; 0 for other types
 */
record RowCount(long rows, long nulls, long zeros, double meanBytes) {

    /** The largest finite halfvec element is 65,504; from here on a value rounds to infinity. */
    private static final int BEYOND_HALF = 65_520;

    long indexed() {
        return rows - nulls - zeros;
    }

    /**
     * Counts by a look at every row.
     *
     * @param expression what is indexed, as SQL from the catalogue
     * @param condition  of a partial index, likewise; null for none
     */
    static RowCount of(Connection connection, String quotedTable, String expression, String condition,
            OperatorClass operatorClass) throws SQLException {
        String zero = operatorClass.leavesOutZero()
                ? "%s(%s) = 0".formatted(operatorClass.type().normFunction(), expression)
                : "false";
        String size = operatorClass.type() == VectorType.SPARSEVEC
                ? "avg(pg_column_size(%s))".formatted(expression)
                : "null::float8";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select count(*), count(*) filter (where %1$s is null), count(*) filter (where %2$s), %3$s
                          from %4$s where %5$s""".formatted(expression, zero, size, quotedTable,
                        condition == null ? "true" : condition))) {
            row.next();
            return new RowCount(row.getLong(1), row.getLong(2), row.getLong(3), row.getDouble(4));
        }
    }

    /** Refuses rows that would end the build: PostgreSQL would say so only after a part of the work. */
    static void requireFitting(Connection connection, VectorColumn column, Storage storage) throws SQLException {
        if (column.type() == VectorType.VECTOR && storage == Storage.HALFVEC) {
            // The norm is at least the largest element, and it is far cheaper to ask for.
            require(connection, column, """
                    vector_norm(%1$s) >= %2$d and exists (select from unnest(%1$s::real[]) as e where abs(e) >= %2$d)"""
                    .formatted(column.quoted(), BEYOND_HALF),
                    "hold elements beyond 65,504, the largest of halfvec; ask for storage vector, or store them scaled");
        } else if (storage == Storage.SPARSEVEC) {
            require(connection, column,
                    "regexp_count(%s::text, ':') > %d".formatted(column.quoted(), VectorType.MAX_NON_ZERO),
                    "hold more than 1,000 elements that are not zero, the most that an index takes; keep the largest of each");
        }
    }

    private static void require(Connection connection, VectorColumn column, String unfit, String words)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from %s where %s".formatted(column.quotedTable(), unfit))) {
            row.next();
            if (row.getLong(1) > 0) {
                throw new Unsuitable("%d row(s) of %s.%s %s.".formatted(row.getLong(1), column.table(), column.name(),
                        words));
            }
        }
    }
}
