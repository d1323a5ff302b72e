package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.kindred.job.JobRun;

/**
 * Keeps all other work on the indexes of a table waiting, in every instance, until it is closed or its session ends. An
 * advisory lock of the session, not of a transaction: one left open beside a concurrent build would make it wait for itself.
 */
final class SessionLock implements AutoCloseable {

    private static final long MILLIS_BETWEEN_TRIES = 200;

    private final Connection session;
    private final long key;

    private SessionLock(Connection session, long key) {
        this.session = session;
        this.key = key;
    }

    /** Waits for the lock, as long as others have it; a cancel of the job ends the wait. */
    static SessionLock await(JobRun run, Connection session, String quotedTable) throws SQLException {
        long key = key(session, quotedTable);
        run.stopIfCancelled();
        while (!tryLock(session, key)) {
            run.progress(0, "waiting for the end of other work on indexes of this table");
            pause(run);
            run.stopIfCancelled();
        }
        return new SessionLock(session, key);
    }

    private static boolean tryLock(Connection session, long key) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("select pg_try_advisory_lock(%d)".formatted(key))) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Of the table, and of nothing else that takes such locks in this database: "kidx" in the upper half. */
    private static long key(Connection session, String quotedTable) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("select cast(cast(? as regclass) as oid)")) {
            statement.setString(1, quotedTable);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return 0x6b696478L << 32 | row.getLong(1);
            }
        }
    }

    /** A moment between two tries for something that others have; a stop of this instance ends it. */
    static void pause(JobRun run) {
        try {
            Thread.sleep(MILLIS_BETWEEN_TRIES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            run.stopIfCancelled();
        }
    }

    @Override
    public void close() throws SQLException {
        LateCancel.outlast(session, "select pg_advisory_unlock(%d)".formatted(key));
    }
}
