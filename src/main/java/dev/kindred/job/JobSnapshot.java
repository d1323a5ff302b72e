package dev.kindred.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;

import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;

/** A {@link Snapshot} for a job, whose cancel ends the statement that it is at. */
public final class JobSnapshot implements AutoCloseable {

    private final Connection connection;
    private final JobRun run;
    private final CancelWatch watch;

    private JobSnapshot(Connection connection, JobRun run) throws SQLException {
        this.connection = connection;
        this.run = run;
        this.watch = CancelWatch.over(run::isCancelled, connection);
    }

    /** @param table quoted; its columns are kept as they are until the end */
    public static JobSnapshot open(AgroalDataSource dataSource, JobRun run, String table) {
        try {
            Connection connection = dataSource.getConnection();
            try {
                connection.setAutoCommit(false);
                JobSnapshot snapshot = new JobSnapshot(connection, run);
                snapshot.begin(table);
                return snapshot;
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The database can't be read", failure);
        }
    }

    private void begin(String table) {
        try {
            read(connection -> {
                Snapshot.open(connection, table);
                return null;
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
    public <T> T read(Snapshot.Reading<T> reading) {
        run.stopIfCancelled();
        try {
            return reading.in(connection);
        } catch (SQLException failure) {
            run.stopIfCancelled(); // it is the cancel then that has ended the statement
            throw new IllegalStateException("The database could not be read", failure);
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
