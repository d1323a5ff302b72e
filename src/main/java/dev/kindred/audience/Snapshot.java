package dev.kindred.audience;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CancellationException;

import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobRun;

/** One REPEATABLE READ transaction that changes nothing: all that is read in it belongs together. */
final class Snapshot implements AutoCloseable {

    private final Connection connection;
    private final JobRun run;
    private final CancelWatch watch;

    private Snapshot(Connection connection, JobRun run) throws SQLException {
        this.connection = connection;
        this.run = run;
        this.watch = CancelWatch.over(run, connection);
    }

    /** Something to do in the snapshot. */
    interface Reading<T> {
        T in(Connection connection) throws SQLException;
    }

    static Snapshot open(AgroalDataSource dataSource, JobRun run) {
        try {
            Connection connection = dataSource.getConnection();
            try {
                connection.setAutoCommit(false);
                Snapshot snapshot = new Snapshot(connection, run);
                snapshot.begin();
                return snapshot;
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The database can't be read", failure);
        }
    }

    private void begin() {
        try {
            read(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set transaction isolation level repeatable read, read only");
                    // Rows follow the snapshot, but columns do not: no other recipe may swap its column in meanwhile.
                    statement.execute("lock table customer in access share mode");
                    // Each statement here runs once and for a second at most: compiling it costs more than it saves.
                    return statement.execute("set local jit = off");
                }
            });
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /**
     * Reads something.
     *
     * @throws CancellationException if the job was cancelled meanwhile
     */
    <T> T read(Reading<T> reading) {
        run.stopIfCancelled();
        try {
            return reading.in(connection);
        } catch (SQLException failure) {
            run.stopIfCancelled(); // it is the cancel then that has ended the statement
            throw new IllegalStateException("The customers could not be read", failure);
        }
    }

    @Override
    public void close() {
        try (connection; watch) {
            connection.rollback();
            if (run.isCancelled()) {
                // A cancel request still on its way would hit the next user's statement; the pool drops this one.
                connection.unwrap(PgConnection.class).abort(Runnable::run);
            }
        } catch (SQLException broken) {
            // the connection was ended together with a COPY, or is lost; nothing was to be kept
        }
    }
}
