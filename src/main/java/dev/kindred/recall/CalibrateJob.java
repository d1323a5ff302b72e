package dev.kindred.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.validation.constraints.NotNull;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.index.Indexes;
import dev.kindred.index.IndexesChanged;
import dev.kindred.index.StoredIndex;
import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Unsuitable;

/** Measures what searches by an index find, and how long they take. */
@ApplicationScoped
class CalibrateJob implements JobKind {

    static final String NAME = "calibrate-index";

    /** With fewer there is nothing to measure, and nothing that would be slow. */
    static final int LEAST_ROWS = 100;

    private static final String TABLE = """
            select %s, pg_relation_size(c.oid) / current_setting('block_size')::bigint,
                   pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
              from pg_class c where c.oid = cast(? as regclass)
            """;

    private final Indexes indexes;
    private final Calibrations calibrations;
    private final RecallConfig config;
    private final AgroalDataSource dataSource;

    private final Event<IndexesChanged> changed;

    CalibrateJob(Indexes indexes, Calibrations calibrations, RecallConfig config, AgroalDataSource dataSource,
            Event<IndexesChanged> changed) {
        this.changed = changed;
        this.indexes = indexes;
        this.calibrations = calibrations;
        this.config = config;
        this.dataSource = dataSource;
    }

    /**
     * Which index.
     *
     * @param metric null for the index's own
     */
    @RegisterForReflection
    record Parameters(@NotNull String index, String metric) {}

    /** The table as it was when the measurement began. */
    private record Extent(long rows, long pages, long changes) {}

    @Override
    public String name() {
        return NAME;
    }

    /** Nothing is stored before the end, so that it may simply begin again. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        Parameters parameters = run.parameters(Parameters.class);
        Subject subject = Subject.of(indexes.named(parameters.index()), parameters.metric());
        long start = System.nanoTime();
        Calibration calibration = measured(run, subject);
        calibration.seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
        requireSame(subject.index());
        return () -> {
            calibrations.persistAndFlush(calibration);
            changed.fire(new IndexesChanged(subject.index().table()));
            return CalibrationView.of(calibration);
        };
    }

    private Calibration measured(JobRun run, Subject subject) {
        StoredIndex index = subject.index();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (CancelWatch watch = CancelWatch.over(run::isCancelled, connection)) {
                run.progress(0, "counting rows");
                Extent extent = extent(connection, subject);
                Measurement measurement = new Measurement(run, check(run, index),
                        new Answers(connection, subject, extent.pages()), subject, extent.rows());
                List<RecallPoint> points = measurement.measure(config.queries(), config.budget().toNanos());
                Calibration calibration = new Calibration();
                calibration.indexName = index.name();
                calibration.indexOid = index.oid();
                calibration.definition = index.definition();
                calibration.metric = subject.metric();
                calibration.rowCount = extent.rows();
                calibration.changeCount = extent.changes();
                calibration.queryCount = measurement.queries();
                calibration.points = points;
                return calibration;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            run.stopIfCancelled();
            requireSame(index); // a column that was swapped may have another width
            throw new IllegalStateException("The index could not be calibrated", failure);
        }
    }

    private static Extent extent(Connection connection, Subject subject) throws SQLException {
        String sql = TABLE.formatted(subject.count());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, subject.index().quotedTable());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Extent extent = new Extent(row.getLong(1), row.getLong(2), row.getLong(3));
                if (extent.rows() < LEAST_ROWS) {
                    throw new Unsuitable(
                            "%d row(s) in index '%s' are too few to measure anything; add rows until there are %d. Until then comparing all rows takes no time."
                                    .formatted(extent.rows(), subject.index().name(), LEAST_ROWS));
                }
                return extent;
            }
        } finally {
            connection.rollback();
        }
    }

    /** Whether there is still something to measure, at most once a second. */
    private Runnable check(JobRun run, StoredIndex measured) {
        AtomicLong next = new AtomicLong(System.nanoTime());
        return () -> {
            run.stopIfCancelled();
            if (System.nanoTime() - next.get() >= 0) {
                requireSame(measured);
                next.set(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            }
        };
    }

    /** One that was dropped or rebuilt meanwhile was measured in part at most. */
    private void requireSame(StoredIndex measured) {
        if (indexes.find(measured.name()).filter(now -> now.valid() && now.oid() == measured.oid()).isEmpty()) {
            throw new Conflict("Index '%s' was dropped or rebuilt while it was measured; calibrate it again."
                    .formatted(measured.name()));
        }
    }
}
