package dev.kindred.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.enterprise.context.ApplicationScoped;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;

/**
 * The thread that hears from the database what happens to jobs and tells those in this instance who wait for it. It
 * also looks after dead jobs, and makes everybody look for themselves every few seconds, so that a lost notification
 * costs seconds.
 * <p>
 * It holds one connection of the pool for good: a connection of its own beside the pool would have to repeat all of the
 * pool's configuration, of credentials, TLS and the like.
 */
@ApplicationScoped
class JobListener {

    /** As the trigger on the table says it. */
    private static final String LISTEN = "listen kindred_job";

    /** A connection that is cut without a word is noticed after this long. */
    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

    /** A stop is noticed after this long; a notification ends the wait at once. */
    private static final int WAIT_MILLIS = 250;

    private final AgroalDataSource dataSource;
    private final JobRunner runner;
    private final JobWorkers workers;
    private final RunningJobs running;
    private final JobChanges changes;
    private final JobsConfig config;
    private volatile Thread thread;

    JobListener(AgroalDataSource dataSource, JobRunner runner, JobWorkers workers, RunningJobs running,
            JobChanges changes, JobsConfig config) {
        this.dataSource = dataSource;
        this.runner = runner;
        this.workers = workers;
        this.running = running;
        this.changes = changes;
        this.config = config;
    }

    void start() {
        thread = new Thread(this::run, "kindred-job-listener");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws InterruptedException {
        Thread ending = thread;
        thread = null;
        if (ending != null) {
            ending.interrupt(); // of a pause; the wait for notifications is a short one
            ending.join(1_000);
        }
    }

    private boolean isStopping() {
        return thread != Thread.currentThread();
    }

    private void run() {
        while (!isStopping()) {
            try {
                listen();
            } catch (SQLException | RuntimeException | Error lost) {
                if (!isStopping()) {
                    Log.warnf("The connection that hears of jobs was lost, getting another: %s", lost.toString());
                    pause();
                }
            }
        }
    }

    private void listen() throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            while (!isStopping()) {
                statement.execute(LISTEN); // again each time: it is also the question whether the connection lives
                lookAround();
                hear(connection.unwrap(PGConnection.class));
            }
            statement.execute("unlisten *");
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException | RuntimeException | Error lost) {
            discard(connection);
            throw lost;
        }
        connection.close();
    }

    /** Passes notifications on until it is time to look around again. */
    private void hear(PGConnection postgres) throws SQLException {
        long next = System.nanoTime() + config.poll().toNanos();
        while (!isStopping() && System.nanoTime() < next) {
            PGNotification[] notifications = postgres.getNotifications(WAIT_MILLIS);
            for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
                passOn(notification.getParameter());
            }
        }
    }

    private void passOn(String message) {
        int space = message.indexOf(' ');
        if (space < 0) {
            return; // not the trigger's
        }
        long id;
        try {
            id = Long.parseLong(message.substring(0, space));
        } catch (NumberFormatException notTheTriggers) {
            return;
        }
        switch (message.substring(space + 1)) {
            case "queued" -> workers.wake();
            case "cancelling" -> running.cancel(id);
            default -> {
            } // of interest to those who wait, below
        }
        changes.of(id);
    }

    private void lookAround() {
        runner.bury();
        workers.wake();
        changes.any();
    }

    private void pause() {
        try {
            Thread.sleep(Math.min(1_000, config.poll().toMillis()));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the lost connection's place back to the pool, but never a connection that might go on listening. */
    private static void discard(Connection connection) throws SQLException {
        try {
            // Not by the pool's abort(): Agroal 3.0.1 then forgets the connection, open and its place taken.
            ((Connection) connection.unwrap(PGConnection.class)).abort(Runnable::run);
            connection.createStatement().close();
        } catch (SQLException seenByThePool) {
            Log.debug("The connection that heard of jobs is gone", seenByThePool);
        } finally {
            connection.close();
        }
    }
}
