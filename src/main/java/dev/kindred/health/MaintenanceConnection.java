package dev.kindred.health;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Pgvector;
import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobRun;

/** A connection outside of any transaction, as VACUUM and all that is CONCURRENTLY want it, that a cancel interrupts. */
final class MaintenanceConnection implements AutoCloseable {

    /**
     * A drop must not wait for somebody who is at work on the table: meanwhile that one could put a valid index in the place
     * of the invalid one.
     */
    private static final String DROP_WITHOUT_WAITING = "set lock_timeout = '5s'";

    /** What a REINDEX CONCURRENTLY of that index was making; it has the same table and nearly the same name. */
    private static final String LEFTOVERS = """
            select format('%I.%I', n.nspname, c.relname)
              from pg_index i
              join pg_class c on c.oid = i.indexrelid
              join pg_namespace n on n.oid = c.relnamespace
             where not i.indisvalid and c.relname ~ '_ccnew[0-9]*$'
               and i.indrelid = (select indrelid from pg_index where indexrelid = ?::regclass)
            """;

    private final AgroalDataSource dataSource;
    private final Connection connection;
    private final JobRun run;
    private final CancelWatch watch;

    private MaintenanceConnection(AgroalDataSource dataSource, Connection connection, JobRun run) throws SQLException {
        this.dataSource = dataSource;
        this.connection = connection;
        this.run = run;
        this.watch = CancelWatch.over(run::isCancelled, connection);
    }

    /** Gives such connections. */
    @ApplicationScoped
    static class Source {

        private final AgroalDataSource dataSource;

        Source(AgroalDataSource dataSource) {
            this.dataSource = dataSource;
        }

        MaintenanceConnection open(JobRun run) throws SQLException {
            return new MaintenanceConnection(dataSource, dataSource.getConnection(), run);
        }
    }

    /**
     * Runs the action's statement.
     *
     * @param begun the share of the job done before it
     * @param share its own share of the job
     */
    void execute(Action action, double begun, double share) throws SQLException {
        List<String> before = action.work() == Work.REINDEX ? leftovers(action) : List.of();
        int backend = connection.unwrap(PgConnection.class).getBackendPID();
        try (Statement statement = connection.createStatement();
                WorkProgress progress = WorkProgress.of(dataSource, backend,
                        (done, phase) -> run.progress(begun + share * done, action.id() + ": " + phase))) {
            if (action.work() == Work.DROP_INVALID) {
                statement.execute(DROP_WITHOUT_WAITING);
            }
            if (!Pgvector.isSafeInParallel(connection)) {
                statement.execute("set max_parallel_maintenance_workers = 0");
            }
            statement.execute(action.statement());
        } catch (SQLException failure) {
            if (action.work() == Work.REINDEX) {
                removeLeftovers(action, before, failure);
            }
            throw failure;
        } finally {
            reset();
        }
    }

    private List<String> leftovers(Action action) throws SQLException {
        try (Connection other = dataSource.getConnection();
                PreparedStatement statement = other.prepareStatement(LEFTOVERS)) {
            statement.setString(1, action.quoted());
            List<String> names = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        }
    }

    /**
     * What the reindex that just ended early was making. Whoever uses the table is waited for only so long that a cancel is
     * answered soon; what stays then, the next look at the health names.
     */
    private void removeLeftovers(Action action, List<String> notOurs, SQLException failure) {
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            List<String> ours = leftovers(action);
            ours.removeAll(notOurs);
            statement.execute("set lock_timeout = '1s'");
            try {
                for (String leftover : ours) {
                    statement.execute("drop index concurrently " + leftover);
                }
            } finally {
                statement.execute("reset lock_timeout");
            }
        } catch (SQLException stays) {
            failure.addSuppressed(stays);
        }
    }

    private void reset() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("reset lock_timeout");
            statement.execute("reset max_parallel_maintenance_workers");
        } catch (SQLException lost) {
            // a connection that can't do that is given up by the pool
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection; watch) {
            if (run.isCancelled()) {
                // A cancel request still on its way would hit the next user's statement; the pool drops this one.
                connection.unwrap(PgConnection.class).abort(Runnable::run);
            }
        }
    }
}
