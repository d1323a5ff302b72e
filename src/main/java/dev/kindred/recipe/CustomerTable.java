package dev.kindred.recipe;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

import dev.kindred.job.JobRun;

/** The customers' table, for the moments in which a job needs it alone. */
final class CustomerTable {

    /** deadlock_detected and lock_not_available. */
    private static final Set<String> WAITED_IN_VAIN = Set.of("40P01", "55P03");

    private CustomerTable() {}

    /**
     * Waits for the table alone, but only two seconds at a time: whoever comes after would queue behind this lock, and a
     * long report or backup could so keep everybody waiting. What is locked before it is given back each time, too.
     *
     * @param before locks something else first
     */
    static void lock(JobRun run, Connection connection, Steps before) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '2s'");
            while (true) {
                statement.execute("savepoint before_lock");
                try {
                    before.run();
                    statement.execute("lock table %s in access exclusive mode".formatted(StoredVectors.TABLE));
                    return;
                } catch (SQLException waited) {
                    statement.execute("rollback to savepoint before_lock");
                    giveWay(run, waited);
                }
            }
        }
    }

    /** Steps that need the table alone for a moment. */
    interface Steps {
        void run() throws SQLException;
    }

    /** Does steps in a transaction of their own, with nobody else at the table. */
    static void alone(JobRun run, Connection connection, Steps steps) throws SQLException {
        connection.setAutoCommit(false);
        try {
            lock(run, connection, () -> {
            });
            steps.run();
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void giveWay(JobRun run, SQLException waited) throws SQLException {
        run.stopIfCancelled();
        if (!WAITED_IN_VAIN.contains(waited.getSQLState())) {
            throw waited;
        }
        run.progress(0, "waiting for a long transaction on the customers to end");
        try {
            Thread.sleep(500);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            run.stopIfCancelled();
        }
    }
}
