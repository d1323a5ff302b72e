package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobRun;
import dev.kindred.job.Jobs;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Unsuitable;

/**
 * Runs the statements that PostgreSQL calls concurrent: they take no lock that stops readers or writers, but run outside
 * of any transaction, wait for others', and leave an invalid index where they are broken off.
 */
@ApplicationScoped
class TableWork {

    /** Activations of recipes build the indexes of this table's new vectors themselves, and count on them to stay. */
    private static final String ACTIVATED_TABLE = "customer";
    private static final String ACTIVATION = "activate-recipe";

    private static final long MILLIS_BETWEEN_TRIES = 200;
    private static final String DUPLICATE_TABLE = "42P07";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";
    private static final Set<String> NOT_IN_TIME = Set.of("40P01", "55P03"); // deadlock_detected, lock_not_available

    private final AgroalDataSource dataSource;
    private final Jobs jobs;

    TableWork(AgroalDataSource dataSource, Jobs jobs) {
        this.dataSource = dataSource;
        this.jobs = jobs;
    }

    /** The table, and how many rows the statement will go through. */
    record Target(String table, String quotedTable, long rows) {}

    /**
     * Runs one statement, alone among those of this service on its table.
     *
     * @param settings  names and values that hold while it runs
     * @param statement called when there is no other at work on the table; nothing where there is nothing to do
     * @return what the database remarked
     * @throws Conflict   if an activation is at work on the table
     * @throws Unsuitable if the database finds the work too large
     */
    List<String> run(JobRun run, Target target, List<Setting> settings, Supplier<Optional<String>> statement) {
        try (Connection worker = dataSource.getConnection()) {
            long key = key(worker, target);
            lock(run, worker, key);
            try {
                Optional<String> sql = statement.get();
                return sql.isEmpty() ? List.of() : execute(run, worker, target, settings, sql.get());
            } finally {
                finish(worker, "select pg_advisory_unlock(%d)".formatted(key));
            }
        } catch (SQLException failure) {
            run.stopIfCancelled();
            throw problem(target, failure);
        }
    }

    /** A setting of the session. */
    record Setting(String name, String value) {}

    private List<String> execute(JobRun run, Connection worker, Target target, List<Setting> settings, String sql)
            throws SQLException {
        try (Statement statement = worker.createStatement()) {
            for (Setting setting : settings) {
                set(worker, setting);
            }
            try (BuildProgress progress = BuildProgress.of(run, dataSource, worker, target,
                    () -> requireNoActivation(target)); CancelWatch watch = CancelWatch.over(run, worker)) {
                run.stopIfCancelled();
                statement.execute(sql);
            }
            return remarks(statement);
        } finally {
            for (Setting setting : settings) {
                finish(worker, "reset " + setting.name());
            }
        }
    }

    private void requireNoActivation(Target target) {
        if (target.table().equals(ACTIVATED_TABLE) && jobs.isAnyRunning(ACTIVATION)) {
            throw new Conflict(
                    """
                            A recipe is being activated, which makes the vectors of table '%s' and their indexes anew; wait for its end \
                            or cancel it."""
                            .formatted(target.table()));
        }
    }

    private static void set(Connection connection, Setting setting) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, false)")) {
            statement.setString(1, setting.name());
            statement.setString(2, setting.value());
            statement.execute();
        }
    }

    /** A lock of the session: a transaction left open beside a concurrent build would make it wait for itself. */
    private static void lock(JobRun run, Connection worker, long key) throws SQLException {
        String tryLock = "select pg_try_advisory_lock(%d)".formatted(key);
        while (true) {
            run.stopIfCancelled();
            try (Statement statement = worker.createStatement(); ResultSet row = statement.executeQuery(tryLock)) {
                row.next();
                if (row.getBoolean(1)) {
                    return;
                }
            }
            run.progress(0, "waiting for the end of other work on indexes of this table");
            pause(run);
        }
    }

    /** Of the table, and of nothing else that takes such locks in this database: "kidx" in the upper half. */
    private static long key(Connection connection, Target target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select cast(cast(? as regclass) as oid)")) {
            statement.setString(1, target.quotedTable());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return 0x6b696478L << 32 | row.getLong(1);
            }
        }
    }

    private static void pause(JobRun run) {
        try {
            Thread.sleep(MILLIS_BETWEEN_TRIES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            run.stopIfCancelled();
        }
    }

    /** A cancel that arrives late hits the next statement, but only once. */
    private static void finish(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute(sql);
            } catch (SQLException cancelledLate) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> remarks(Statement statement) throws SQLException {
        List<String> remarks = new ArrayList<>();
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            remarks.add(warning.getMessage());
        }
        return remarks;
    }

    private static RuntimeException problem(Target target, SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.equals(DUPLICATE_TABLE)) {
            return new Conflict("Another index of that name was made meanwhile; give another name.");
        }
        if (state.equals(PROGRAM_LIMIT_EXCEEDED)) {
            return new Unsuitable("The database finds the work too large: %s.".formatted(failure.getMessage()));
        }
        if (NOT_IN_TIME.contains(state)) {
            return new Conflict("Table '%s' is locked by others; try again when they have ended.".formatted(
                    target.table()));
        }
        return new IllegalStateException("The work on an index broke off", failure);
    }

    /**
     * Drops an index for good, but waits no longer than that for those who use its table.
     *
     * @return whether it is gone
     */
    boolean drop(StoredIndex index, int waitMillis) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = %d".formatted(waitMillis));
            try {
                statement.execute("drop index concurrently if exists " + index.quoted());
                return true;
            } catch (SQLException waited) {
                if (NOT_IN_TIME.contains(String.valueOf(waited.getSQLState()))) {
                    return false;
                }
                throw waited;
            } finally {
                statement.execute("reset lock_timeout");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("An index could not be dropped", failure);
        }
    }

    /** Drops what a broken-off build has left, however long others make it wait. */
    void dropLeftover(JobRun run, StoredIndex leftover) {
        while (!drop(leftover, 1_000)) {
            run.progress(0, "waiting for transactions on the table, to remove the invalid index of a build broken off");
            pause(run);
            run.stopIfCancelled();
        }
    }
}
