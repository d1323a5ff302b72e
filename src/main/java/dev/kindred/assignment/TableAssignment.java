package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.agroal.api.AgroalDataSource;

import dev.kindred.assignment.Assigned.SegmentRows;
import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobRun;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSource;

/** Labels all rows of a model's table: one connection reads them in a snapshot, the current transaction's writes. */
@ApplicationScoped
class TableAssignment {

    private final AgroalDataSource dataSource;
    private final TableReading reading;
    private final FollowedCustomers customers;

    TableAssignment(AgroalDataSource dataSource, TableReading reading, FollowedCustomers customers) {
        this.dataSource = dataSource;
        this.reading = reading;
        this.customers = customers;
    }

    @Transactional(TxType.MANDATORY)
    Assigned of(JobRun run, KMeansModel model, VectorSource source) {
        try (Connection writing = dataSource.getConnection();
                CancelWatch watch = CancelWatch.over(run::isCancelled, writing)) {
            return of(run, model, source, writing);
        } catch (SQLException failure) {
            run.stopIfCancelled(); // it is the cancel then that has ended the statement
            throw new IllegalStateException("The rows could not be assigned", failure);
        }
    }

    private Assigned of(JobRun run, KMeansModel model, VectorSource source, Connection writing) throws SQLException {
        long start = System.nanoTime();
        Clusters clusters = Clusters.of(writing, model);
        if (clusters.items().stream().anyMatch(cluster -> cluster.segmentId() == null)) {
            throw new IllegalStateException("a cluster of model %d has no segment".formatted(model.id));
        }
        LabelWriter writer = LabelWriter.of(writing, model.id);
        try (LabelPass pass = new LabelPass(run, clusters, writer, model.rows)) {
            reading.read(run, source, pass);
            run.progress(0.9, "storing");
            finish(run, model, source, writing, writer);
            AssignedModels.complete(writing, run, clusters, pass.rows());
            return new Assigned(model.name, model.version, pass.rows(), segments(clusters, pass), pass.skipped(),
                    pass.added(), pass.changed(), pass.removed(), (System.nanoTime() - start) / 1e9);
        }
    }

    /** Nobody's labels but a customer's are written by others. */
    private void finish(JobRun run, KMeansModel model, VectorSource source, Connection writing, LabelWriter writer)
            throws SQLException {
        if (!FollowedCustomers.isTable(source.table().name())) {
            writer.apply("select null::text where false");
            return;
        }
        WriterGate.close(writing);
        writer.apply("select customer_id::text from assignment_late where job_id = " + run.id());
        customers.label(writing, model, "select customer_id from assignment_late where job_id = " + run.id());
    }

    private static List<SegmentRows> segments(Clusters clusters, LabelPass pass) {
        List<SegmentRows> segments = new ArrayList<>();
        for (int cluster = 0; cluster < clusters.items().size(); cluster++) {
            segments.add(new SegmentRows(clusters.items().get(cluster).segment(), pass.rowsOf(cluster)));
        }
        return segments;
    }
}
