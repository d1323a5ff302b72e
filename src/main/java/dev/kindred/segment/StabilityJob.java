package dev.kindred.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.database.Snapshot;
import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.Training;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.Invalid;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/** Measures how stable the segments of a version are, and keeps it for its cards. */
@ApplicationScoped
class StabilityJob implements JobKind {

    static final String NAME = "stability";

    private final AgroalDataSource dataSource;
    private final Models models;
    private final VectorSources sources;
    private final Training training;
    private final Segments segments;
    private final SegmentsConfig config;

    StabilityJob(AgroalDataSource dataSource, Models models, VectorSources sources, Training training,
            Segments segments, SegmentsConfig config) {
        this.dataSource = dataSource;
        this.models = models;
        this.sources = sources;
        this.training = training;
        this.segments = segments;
        this.config = config;
    }

    /** Which version, and how thoroughly. */
    @RegisterForReflection
    record Parameters(@NotBlank String name, int version, @Min(1) @Max(100) int resamples, long seed) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int attempts() {
        return 2;
    }

    /** All that can be checked before rows are read. */
    void check(KMeansModel model) {
        model.requirePredictor();
        training.optionsOf(model);
        sources.of(model);
    }

    @Override
    public Supplier<?> run(JobRun run) {
        Parameters wanted = run.parameters(Parameters.class);
        KMeansModel model = models.version(wanted.name(), wanted.version());
        check(model);
        VectorSource source = sources.of(model);
        run.progress(0, "reading " + source.table().name());
        Rows rows = Snapshot.read(dataSource, source.table().quoted(),
                connection -> read(connection, model, source, run));
        if (rows.count == 0) {
            throw new Invalid("Table '%s' has no row to resample.".formatted(source.table().name()));
        }
        Bootstrap bootstrap = new Bootstrap(rows.points(), rows.weights(), model.dimensions, labels(model, rows, run),
                options(model));
        for (int i = 0; i < wanted.resamples(); i++) {
            run.progress(0.05 + 0.9 * i / wanted.resamples(), "resample %d of %d".formatted(i + 1, wanted.resamples()));
            draw(bootstrap, wanted.seed() + i, run);
        }
        return () -> store(model, bootstrap, rows.count, wanted.resamples());
    }

    /** As the version was trained; a start that was given would lead every draw to the same clusters. */
    private KMeansOptions options(KMeansModel model) {
        KMeansOptions options = training.optionsOf(model);
        return options.initialCentroids() == null
                ? options
                : KMeansOptions.clusters(options.clusters()).withMetric(options.metric())
                        .withMaxIterations(options.maxIterations()).withTolerance(options.tolerance());
    }

    private static void draw(Bootstrap bootstrap, long seed, JobRun run) {
        try {
            bootstrap.draw(seed, run::isCancelled);
        } catch (IllegalArgumentException refusedByEngine) {
            throw new Invalid("The rows that were drawn can't be clustered as the model was: %s."
                    .formatted(refusedByEngine.getMessage()));
        }
    }

    private Rows read(Connection connection, KMeansModel model, VectorSource source, JobRun run) throws SQLException {
        Rows rows = new Rows(model.dimensions, source.weights() != null, run);
        String columns = sources.expression(connection, source)
                + (source.weights() == null ? "" : ", coalesce(%s, 0)::real".formatted(source.weights().quoted()));
        VectorBlocks.read(connection, "select %s from %s".formatted(columns,
                TableSample.from(connection, source, config.sampleRows(), TableSample.count(connection, source))),
                model.dimensions, rows);
        return rows;
    }

    private static int[] labels(KMeansModel model, Rows rows, JobRun run) {
        NearestCentroids.Labels labels = new NearestCentroids.Labels(rows.count);
        try (NearestCentroids nearest = Centres.nearest(model, run::isCancelled)) {
            nearest.assign(rows.points(), rows.count, labels);
        }
        return labels.cluster;
    }

    private StabilityReport store(KMeansModel model, Bootstrap bootstrap, int rows, int resamples) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update model_segment set stability = ? where model_id = ? and cluster = ?")) {
            List<StabilityReport.Item> items = new ArrayList<>();
            for (Segment segment : segments.of(connection, model.id)) {
                double jaccard = bootstrap.jaccard(segment.cluster());
                Double known = Double.isNaN(jaccard) ? null : Double.valueOf(jaccard);
                update.setObject(1, known);
                update.setLong(2, model.id);
                update.setInt(3, segment.cluster());
                update.addBatch();
                items.add(new StabilityReport.Item(segment.id(), segment.label(), segment.cluster(),
                        known == null ? null : Steadiness.of(jaccard)));
            }
            update.executeBatch();
            return new StabilityReport(model.name, model.version, rows, resamples, items);
        } catch (SQLException failure) {
            throw new IllegalStateException("The stability could not be stored", failure);
        }
    }

    /** The rows to resample. */
    private static final class Rows implements VectorBlocks.Sink {

        private final int dimensions;
        private final boolean hasWeights;
        private final JobRun run;
        private final float[] blockWeights = new float[VectorBlocks.ROWS];
        private float[] points = new float[0];
        private float[] weights = new float[0];
        private int count;

        Rows(int dimensions, boolean hasWeights, JobRun run) {
            this.dimensions = dimensions;
            this.hasWeights = hasWeights;
            this.run = run;
        }

        @Override
        public void row(BinaryRow row, int position) {
            blockWeights[position] = hasWeights ? row.float4(1) : 1;
        }

        @Override
        public void block(float[] block, int rows) {
            run.stopIfCancelled();
            points = Arrays.copyOf(points, (count + rows) * dimensions);
            System.arraycopy(block, 0, points, count * dimensions, rows * dimensions);
            weights = Arrays.copyOf(weights, count + rows);
            System.arraycopy(blockWeights, 0, weights, count, rows);
            count += rows;
        }

        float[] points() {
            return points;
        }

        float[] weights() {
            return hasWeights ? weights : null;
        }
    }
}
