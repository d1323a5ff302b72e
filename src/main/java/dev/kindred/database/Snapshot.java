package dev.kindred.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.agroal.api.AgroalDataSource;

/**
 * One REPEATABLE READ transaction that changes nothing: what all its statements read belongs together, whatever others
 * write between them. Reports of more than one statement read in one.
 */
public final class Snapshot {

    private Snapshot() {}

    /** Something to read. */
    public interface Reading<T> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Reads in a connection and transaction of its own.
     *
     * @param table quoted; is kept from changing its columns until the end, since columns do not follow the snapshot; null
     *              for none
     */
    public static <T> T read(AgroalDataSource dataSource, String table, Reading<T> reading) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                open(connection, table);
                return reading.in(connection);
            } finally {
                end(connection);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The database could not be read", failure);
        }
    }

    /** Makes the transaction that has just begun on a connection one that reads what there is at one moment. */
    public static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
        }
    }

    /** The same for a report. */
    public static void open(Connection connection, String table) throws SQLException {
        begin(connection);
        try (Statement statement = connection.createStatement()) {
            if (table != null) {
                // The snapshot is taken by the first statement after this: a column that was swapped in is seen then.
                statement.execute("lock table %s in access share mode".formatted(table));
            }
            // Each statement of a report runs once and for a second at most: compiling it costs more than it saves.
            statement.execute("set local jit = off");
        }
    }

    private static void end(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // ended together with a COPY, or lost; nothing was to be kept
        }
    }
}
