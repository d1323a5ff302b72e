package dev.kindred.plan;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Asks PostgreSQL how it runs a statement. */
public final class Plans {

    private static final Pattern QUERY = Pattern.compile("[\\s(]*(select|with)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Plans() {}

    /** Binds what a statement takes. */
    @FunctionalInterface
    public interface Binder {

        /** Of a statement without {@code ?}. */
        Binder NOTHING = statement -> {
        };

        void bind(PreparedStatement statement) throws SQLException;
    }

    /**
     * Runs a statement once, for its plan, in the connection's transaction and so with its snapshot and settings. It is
     * planned for the values that are bound.
     *
     * @param sql a SELECT; identifiers in it must be quoted already
     * @throws IllegalArgumentException if it is none, or changes rows
     * @throws IllegalStateException    if there is no transaction
     */
    public static QueryPlan of(Connection connection, String sql, Binder binder) throws SQLException {
        if (!QUERY.matcher(sql).matches()) {
            throw new IllegalArgumentException("EXPLAIN ANALYZE runs the statement, and this is no SELECT: " + sql);
        }
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("A plan is made in the transaction that the statement runs in");
        }
        EstimatedPlan estimated = EstimatedPlan.of(connection, sql, binder);
        if (estimated.changesRows()) { // WITH can hide an UPDATE
            throw new IllegalArgumentException("EXPLAIN ANALYZE runs the statement, and this changes rows: " + sql);
        }
        JoinSearch joins = JoinOrders.of(connection, sql, binder, estimated.joinedTables());
        MeasuredPlan measured = new MeasuredPlan(
                explain(connection, "analyze, buffers, verbose, settings", sql, binder));
        return new QueryPlan(sql, estimated.columns(), estimated.settings(), measured.lines(),
                measured.planningMillis(), measured.executionMillis(), measured.sharedPages("hit"),
                measured.sharedPages("read"), estimated.indexes(), joins);
    }

    /** The lines of an EXPLAIN; one of several lines where the format is JSON. */
    static List<String> explain(Connection connection, String options, String sql, Binder binder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("explain (%s) ".formatted(options) + sql)) {
            binder.bind(statement);
            List<String> lines = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString(1));
                }
            }
            return lines;
        }
    }
}
