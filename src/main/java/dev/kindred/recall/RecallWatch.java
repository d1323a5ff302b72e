package dev.kindred.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduled;

import dev.kindred.index.Indexes;
import dev.kindred.index.StoredIndex;
import dev.kindred.job.Jobs;

/** Queues calibrations: of what has none, after many changes, and every night after any. */
@ApplicationScoped
class RecallWatch {

    /** The rows by the last analyze, and all that were ever changed. */
    private static final String STATE = """
            select reltuples, pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
                   + pg_stat_get_tuples_deleted(oid)
              from pg_class where oid = cast(? as regclass)
            """;

    /** The schedules of several instances may come at the same moment. */
    private static final String ALONE = "select 1 from pg_advisory_xact_lock(hashtextextended('kindred recall watch', 0))";

    /** For what can't be calibrated, as an index that PostgreSQL doesn't use beside another one: less than from night to night. */
    private static final Duration UNTIL_TRIED_AGAIN = Duration.ofHours(20);

    private final EntityManager entityManager;
    private final Indexes indexes;
    private final Calibrations calibrations;
    private final Jobs jobs;
    private final RecallConfig config;
    private final AgroalDataSource dataSource;

    RecallWatch(EntityManager entityManager, Indexes indexes, Calibrations calibrations, Jobs jobs, RecallConfig config,
            AgroalDataSource dataSource) {
        this.entityManager = entityManager;
        this.indexes = indexes;
        this.calibrations = calibrations;
        this.jobs = jobs;
        this.config = config;
        this.dataSource = dataSource;
    }

    private record State(double rows, long changes) {}

    @Scheduled(cron = "${kindred.recall.nightly}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @Transactional
    void everyNight() {
        calibrate(0);
    }

    /** Not at once after the start, which has better things to do. */
    @Scheduled(every = "${kindred.recall.every}", delayed = "60s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @Transactional
    void afterManyChanges() {
        calibrate(config.changedShare());
    }

    /** Queues what is due, unless another instance has, or the last ones are not done yet. */
    private void calibrate(double changedShare) {
        entityManager.createNativeQuery(ALONE).getSingleResult(); // until the end of the transaction that queues them
        if (jobs.isAnyUnfinished(CalibrateJob.NAME)) {
            return;
        }
        for (StoredIndex index : indexes.all()) {
            if (index.valid() && index.column() != null) {
                metrics(index).stream().filter(metric -> isDue(index, metric, changedShare))
                        .map(metric -> new CalibrateJob.Parameters(index.name(), metric))
                        .filter(due -> !jobs.wasRefused(CalibrateJob.NAME, due, UNTIL_TRIED_AGAIN))
                        .forEach(due -> jobs.submitInBackground(CalibrateJob.NAME, due));
            }
        }
    }

    /** Signs serve every metric; those that somebody asked for once are worth the time. */
    private List<String> metrics(StoredIndex index) {
        List<String> asked = index.isBinary() ? calibrations.metrics(index.name()) : List.of();
        return asked.isEmpty() ? List.of(Subject.of(index, null).metric()) : asked;
    }

    private boolean isDue(StoredIndex index, String metric, double changedShare) {
        State state = state(index);
        if (state.rows() < CalibrateJob.LEAST_ROWS) {
            return false;
        }
        return calibrations.current(index, metric)
                .map(last -> isChanged(last, state, changedShare)).orElse(true);
    }

    /** Fewer changes than before are those since the statistics were reset. */
    private static boolean isChanged(Calibration last, State now, double changedShare) {
        long changes = now.changes() < last.changeCount ? now.changes() : now.changes() - last.changeCount;
        return changes > changedShare * last.rowCount;
    }

    private State state(StoredIndex index) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setString(1, index.quotedTable());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new State(row.getDouble(1), row.getLong(2)) : new State(0, 0);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The statistics of a table could not be read", failure);
        }
    }
}
