package dev.kindred.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

import org.postgresql.jdbc.PgConnection;

import io.quarkus.logging.Log;

/**
 * While it is open, cancels whatever statement a connection is running once the work is to end; PostgreSQL then ends the
 * statement with an error. For statements that run longer than a second, which can't look at
 * {@link JobRun#isCancelled()} themselves. Between statements, look.
 */
public final class CancelWatch implements AutoCloseable {

    /** Again and again, because a cancel that comes just before a statement begins has no effect. */
    private static final long MILLIS_BETWEEN_LOOKS = 100;

    private final BooleanSupplier isCancelled;
    private final PgConnection connection;
    private final Thread thread;

    private CancelWatch(BooleanSupplier isCancelled, PgConnection connection) {
        this.isCancelled = isCancelled;
        this.connection = connection;
        this.thread = new Thread(this::watch, Thread.currentThread().getName() + "-watch");
        thread.setDaemon(true);
    }

    /** Begins to watch. Close it before the connection goes back to its pool, or it may cancel somebody else's work. */
    public static CancelWatch over(BooleanSupplier isCancelled, Connection connection) throws SQLException {
        CancelWatch watch = new CancelWatch(isCancelled, connection.unwrap(PgConnection.class));
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
                if (isCancelled.getAsBoolean()) {
                    cancel();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancel() {
        try {
            connection.cancelQuery();
        } catch (SQLException unreachable) {
            Log.debug("A statement could not be cancelled, trying again", unreachable);
        }
    }

    /** Returns when no more cancel can be sent. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException meanwhile) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
