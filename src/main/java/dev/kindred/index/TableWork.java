package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

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

    private static final String DUPLICATE_TABLE = "42P07";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final Set<String> NOT_IN_TIME = Set.of("40P01", "55P03"); // deadlock_detected, lock_not_available

    private final AgroalDataSource dataSource;
    private final Jobs jobs;
    private final Event<IndexesChanged> changed;

    TableWork(AgroalDataSource dataSource, Jobs jobs, Event<IndexesChanged> changed) {
        this.changed = changed;
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
     * @throws Conflict   if an activation is at work on the table, or it is another user's
     * @throws Unsuitable if the database finds the work too large
     */
    List<String> run(JobRun run, Target target, List<Setting> settings, Supplier<Optional<String>> statement) {
        try (Connection worker = dataSource.getConnection()) {
            try (SessionLock lock = SessionLock.await(run, worker, target.quotedTable())) {
                Optional<String> sql = statement.get();
                return sql.isEmpty() ? List.of() : execute(run, worker, target, settings, sql.get());
            }
        } catch (SQLException failure) {
            run.stopIfCancelled();
            throw problem(target, failure);
        } finally {
            changed.fire(new IndexesChanged(target.table()));
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
                    () -> requireNoActivation(target));
                    CancelWatch watch = CancelWatch.over(run::isCancelled, worker)) {
                run.stopIfCancelled();
                statement.execute(sql);
            }
            return remarks(statement);
        } finally {
            for (Setting setting : settings) {
                LateCancel.outlast(worker, "reset " + setting.name());
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
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new Conflict(
                    "Table '%s' or its schema belongs to another user of the database; its owner must do that."
                            .formatted(target.table()));
        }
        if (isNotInTime(failure)) {
            return new Conflict("Table '%s' is locked by others; try again when they have ended.".formatted(
                    target.table()));
        }
        return new IllegalStateException("The work on an index broke off", failure);
    }

    /** Whether a statement was ended because others held what it needed. */
    static boolean isNotInTime(SQLException failure) {
        return NOT_IN_TIME.contains(String.valueOf(failure.getSQLState()));
    }
}
