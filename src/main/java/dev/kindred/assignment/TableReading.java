package dev.kindred.assignment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.JobRun;
import dev.kindred.job.JobSnapshot;
import dev.kindred.model.UnusableValues;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;

/** Reads a model's table in a snapshot. Without a transaction, whose one connection is busy with writing. */
@ApplicationScoped
class TableReading {

    private final AgroalDataSource dataSource;
    private final VectorSources sources;

    TableReading(AgroalDataSource dataSource, VectorSources sources) {
        this.dataSource = dataSource;
        this.sources = sources;
    }

    /**
     * Shows all rows to the pass.
     *
     * @throws dev.kindred.problem.Invalid if a value is NaN, infinite or beyond ±10¹⁵, naming the column
     */
    @Transactional(TxType.NOT_SUPPORTED)
    void read(JobRun run, VectorSource source, LabelPass pass) {
        try (JobSnapshot snapshot = JobSnapshot.open(dataSource, run, source.table().quoted())) {
            snapshot.read(connection -> {
                pass.read(connection, source, sources.expression(connection, source));
                return null;
            });
        } catch (IllegalStateException unreadable) {
            run.stopIfCancelled(); // which is an illegal state, too
            explain(run, source);
            throw unreadable;
        }
    }

    private void explain(JobRun run, VectorSource source) {
        try (JobSnapshot snapshot = JobSnapshot.open(dataSource, run, source.table().quoted())) {
            snapshot.read(connection -> {
                UnusableValues.explain(connection, source);
                return null;
            });
        }
    }
}
