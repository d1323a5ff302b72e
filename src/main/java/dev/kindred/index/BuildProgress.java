package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;

import dev.kindred.job.JobRun;

/**
 * Watches a concurrent statement through a connection of its own: sees it lock its table, then tells how it gets on.
 * <p>
 * Until the statement has its lock, this holds one that keeps the table's columns from being replaced, so that what was
 * asked beforehand stays true. It gives that lock back then, since some of the statements wait for all who hold any.
 */
final class BuildProgress implements AutoCloseable {

    private static final long MILLIS_BETWEEN_LOOKS = 100;

    private static final String IS_LOCKED = """
            select exists (select from pg_locks
                            where pid = ? and locktype = 'relation' and relation = cast(? as regclass)
                              and mode = 'ShareUpdateExclusiveLock' and granted)
            """;

    private static final String STATE = """
            select phase, lockers_total - lockers_done as lockers, blocks_total, blocks_done, tuples_total, tuples_done
              from pg_stat_progress_create_index where pid = ?
            """;

    private final JobRun run;
    private final Connection observer;
    private final int process;
    private final TableWork.Target target;
    private final Thread thread;

    private BuildProgress(JobRun run, Connection observer, int process, TableWork.Target target) {
        this.run = run;
        this.observer = observer;
        this.process = process;
        this.target = target;
        this.thread = new Thread(this::watch, "kindred-job-" + run.id() + "-progress");
        thread.setDaemon(true);
    }

    /**
     * Begins to watch.
     *
     * @param check asked while the table's columns can't be replaced; what it throws ends the work before it begins
     */
    static BuildProgress of(JobRun run, AgroalDataSource dataSource, Connection worker, TableWork.Target target,
            Runnable check) throws SQLException {
        Connection observer = dataSource.getConnection();
        BuildProgress progress = new BuildProgress(run, observer, worker.unwrap(PgConnection.class).getBackendPID(),
                target);
        try {
            observer.setAutoCommit(false);
            try (Statement statement = observer.createStatement()) {
                statement.execute("set local lock_timeout = '5s'");
                statement.execute("lock table %s in access share mode".formatted(target.quotedTable()));
            }
            check.run();
        } catch (SQLException | RuntimeException refused) {
            progress.giveBack();
            throw refused;
        }
        run.progress(0, "starting");
        progress.thread.start();
        return progress;
    }

    private void watch() {
        try {
            while (!isLocked()) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS / 4);
            }
            observer.commit();
            observer.setAutoCommit(true);
            while (true) {
                tell();
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (SQLException lost) {
            Log.debugf(lost, "job id=%d: its progress can't be seen", run.id());
        }
    }

    private boolean isLocked() throws SQLException {
        try (PreparedStatement statement = observer.prepareStatement(IS_LOCKED)) {
            statement.setInt(1, process);
            statement.setString(2, target.quotedTable());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void tell() throws SQLException {
        try (PreparedStatement statement = observer.prepareStatement(STATE)) {
            statement.setInt(1, process);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    BuildPhase phase = BuildPhase.of(row.getString("phase"), row.getLong("lockers"),
                            row.getLong("blocks_done"), row.getLong("blocks_total"), row.getLong("tuples_done"),
                            Math.max(row.getLong("tuples_total"), target.rows()));
                    run.progress(phase.share(), phase.words());
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        thread.interrupt();
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException meanwhile) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        giveBack();
    }

    private void giveBack() throws SQLException {
        try (observer) {
            if (!observer.getAutoCommit()) {
                observer.rollback();
                observer.setAutoCommit(true);
            }
        }
    }
}
