package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobRun;

/**
 * Keeps those who write customers and those who label them all from missing each other. Writers pass it shared, after they
 * have written all their customers and before they look which models are assigned, and hold it until their transaction ends.
 * A job closes it twice for a moment: before its snapshot, so that each writer is either seen by the snapshot or sees the
 * registered job and notes its customers for it; and in the end, so that no label is written past it.
 * <p>
 * No circle of waiting can arise. There is one gate for all models, so nobody holds a part of it and waits for another
 * part. Who holds it shared waits for nothing but rows of {@code assignment}, of customers that it has locked already.
 * Who holds it alone has locked the table customer against activations of recipes before, and then only reads customers,
 * which waits for no row; rows of {@code assignment} are nobody else's as long as it is closed.
 */
@ApplicationScoped
class WriterGate {

    private static final String PASS = "select pg_advisory_xact_lock_shared(hashtextextended('kindred assignment', 0))";
    private static final String CLOSE = "select pg_advisory_xact_lock(hashtextextended('kindred assignment', 0))";

    private final AgroalDataSource dataSource;

    WriterGate(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** For a transaction that has written customers. */
    static void pass(Connection connection) throws SQLException {
        execute(connection, PASS);
    }

    /** Waits for all writers and keeps new ones waiting until the connection's transaction ends. */
    static void close(Connection connection) throws SQLException {
        execute(connection, "lock table customer in access share mode");
        execute(connection, CLOSE);
    }

    /** Waits until all who have passed so far have ended their transactions. */
    void awaitWriters(JobRun run) {
        try (Connection connection = dataSource.getConnection();
                CancelWatch watch = CancelWatch.over(run::isCancelled, connection)) {
            execute(connection, CLOSE); // a transaction of its own, and so given back at once
        } catch (SQLException failure) {
            run.stopIfCancelled(); // it is the cancel then that has ended the statement
            throw new IllegalStateException("The writers of customers could not be waited for", failure);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
