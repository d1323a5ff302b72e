package dev.kindred.health;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;

/** While it is open, tells how far a VACUUM, ANALYZE or REINDEX of another connection has come. */
final class WorkProgress implements AutoCloseable {

    private static final long MILLIS_BETWEEN_LOOKS = 500;

    /** The views are of all sessions of one's own user. */
    private static final String QUERY = """
            select phase, coalesce(done::float8 / nullif(total, 0), 0) as share
              from (select pid, phase, heap_blks_scanned as done, heap_blks_total as total from pg_stat_progress_vacuum
                    union all
                    select pid, phase, sample_blks_scanned, sample_blks_total from pg_stat_progress_analyze
                    union all
                    select pid, phase, greatest(blocks_done, tuples_done), greatest(blocks_total, tuples_total)
                      from pg_stat_progress_create_index) as progress
             where pid = ?
            """;

    /** Told of it. */
    interface Listener {

        /** Called with the share done of the present phase, 0 to 1, and the phase in PostgreSQL's words. */
        void reached(double share, String phase);
    }

    private final AgroalDataSource dataSource;
    private final int backend;
    private final Listener listener;
    private final Thread thread;

    private WorkProgress(AgroalDataSource dataSource, int backend, Listener listener) {
        this.dataSource = dataSource;
        this.backend = backend;
        this.listener = listener;
        this.thread = new Thread(this::watch, "kindred-maintenance-progress");
        thread.setDaemon(true);
    }

    static WorkProgress of(AgroalDataSource dataSource, int backend, Listener listener) {
        WorkProgress progress = new WorkProgress(dataSource, backend, listener);
        progress.thread.start();
        return progress;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (SQLException unreadable) {
            Log.debug("The progress of the maintenance can't be read; it goes on", unreadable);
        }
    }

    /** A connection is borrowed for the moment only: it must hold no snapshot that the work would wait for. */
    private void look() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setInt(1, backend);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    listener.reached(Math.min(1, row.getDouble("share")), row.getString("phase"));
                }
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
