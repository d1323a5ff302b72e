package dev.kindred.model;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;

import dev.kindred.kmeans.ClusterCountSweep;
import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.KMeans;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.kmeans.Progress;
import dev.kindred.kmeans.Silhouette;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Trains models: reads the table in one snapshot, computes with no connection held, stores in one short transaction. */
@ApplicationScoped
public class Training {

    /** The cost of a silhouette grows with the square of its rows: of these it is a few hundredths of a second. */
    static final int SILHOUETTE_ROWS = 2_000;

    private final VectorSources sources;
    private final TrainingReader reader;
    private final TrainingOptions trainingOptions;
    private final Models models;
    private final ModelDraft draft;
    private final DensityTraining density;
    private final MeterRegistry metrics;

    Training(VectorSources sources, TrainingReader reader, TrainingOptions trainingOptions, Models models,
            ModelDraft draft, DensityTraining density, MeterRegistry metrics) {
        this.sources = sources;
        this.reader = reader;
        this.trainingOptions = trainingOptions;
        this.models = models;
        this.draft = draft;
        this.density = density;
        this.metrics = metrics;
    }

    /** Hears how a training gets on. */
    public interface Listener {

        /** What is being done; inertia and so on in words. */
        void phase(double share, String words);
    }

    /** Checks all that can be checked without reading rows, so that a mistake is told at once. */
    void check(NewModel wanted) {
        if (!Algorithm.of(wanted).isKMeans()) {
            density.check(wanted);
            return;
        }
        trainingOptions.of(wanted, ClusterCount.parse(wanted.clusters()), sources.of(wanted).recipe());
    }

    /**
     * What a training has made.
     *
     * @param labels of the table's rows where the model can't predict them, else null
     */
    public record Trained(KMeansModel model, ClusterLabels labels) {}

    /**
     * Trains a model, without storing it.
     *
     * @throws Invalid                                     if the options or the rows can't be used
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    public Trained train(NewModel wanted, Listener listener, BooleanSupplier cancelled) {
        if (!Algorithm.of(wanted).isKMeans()) {
            return density.train(wanted, listener, cancelled);
        }
        VectorSource source = sources.of(wanted);
        ClusterCount count = ClusterCount.parse(wanted.clusters());
        return new Trained(train(wanted.name(), source, count, trainingOptions.of(wanted, count, source.recipe()),
                listener, cancelled), null);
    }

    /** Stores a trained model as the next version of its name and reports it. */
    public KMeansModel store(Trained trained) {
        KMeansModel model = models.store(trained.model(), trained.labels());
        metrics.timer("kindred.training").record(Duration.ofNanos((long) (model.seconds * 1e9)));
        Log.infof(
                "training model=%s version=%d table=%s rows=%d skippedRows=%d dimensions=%d clusters=%d noiseRows=%d iterations=%d "
                        + "inertia=%s way=%s kernel=%s loadSeconds=%.3f fitSeconds=%.3f storeSeconds=%.3f",
                model.name,
                model.version, model.table, model.rows, model.skippedRows, model.dimensions, model.clusters,
                model.noiseRows, model.iterations, model.inertia, model.lineage.way(), model.lineage.kernel(),
                model.lineage.loadSeconds(), model.lineage.fitSeconds(), model.lineage.storeSeconds());
        return model;
    }

    /** Checks all of {@link #trainAgain} that can be checked without reading rows. */
    void checkAgain(KMeansModel model) {
        if (!model.hasPredictor()) {
            throw new Conflict(
                    ("Model '%s' version %d was made by %s, which stores no bytes to compare; train the name once "
                            + "more and compare contentHash, clusters and centroids of both versions.")
                            .formatted(model.name,
                                    model.version, model.options.algorithm()));
        }
        TrainingOptions.requireKnown(model);
        sources.of(model);
    }

    /** What the engine was told when a stored model was trained. */
    public KMeansOptions optionsOf(KMeansModel model) {
        return trainingOptions.again(model).engine();
    }

    /** Trains a stored model once more, with the same options on the same columns as they are now. */
    KMeansModel trainAgain(KMeansModel model, Listener listener, BooleanSupplier cancelled) {
        VectorSource source = sources.of(model);
        ClusterCount count = new ClusterCount(model.clusters, model.clusters);
        return train(model.name, source, count, trainingOptions.again(model), listener, cancelled);
    }

    private KMeansModel train(String name, VectorSource source, ClusterCount count, TrainingOptions.Chosen chosen,
            Listener listener, BooleanSupplier cancelled) {
        listener.phase(0, "reading " + source.table().name());
        try (TrainingData data = reader.read(source, cancelled)) {
            long start = System.nanoTime();
            Fitted fitted = fit(data, count, chosen.engine(), progress(listener, chosen.engine()), cancelled);
            listener.phase(0.95, "measuring");
            Silhouette silhouette = Silhouette.of(data.points(), fitted.clustering(), SILHOUETTE_ROWS,
                    chosen.stored().seed());
            double fitSeconds = (System.nanoTime() - start) / 1e9;
            return draft.of(name, source, data, chosen.stored(), fitted.clustering(), silhouette, fitted.sweep(),
                    fitSeconds);
        }
    }

    /** A clustering, and the sweep that chose its number of clusters; null where none was asked for. */
    private record Fitted(Clustering clustering, Sweep sweep) {}

    /** Only here is an illegal argument the user's: the engine checks rows and options before it works. */
    private static Fitted fit(TrainingData data, ClusterCount count, KMeansOptions options, Progress progress,
            BooleanSupplier cancelled) {
        try {
            if (!count.isSweep()) {
                return new Fitted(KMeans.fit(data.points(), data.weights(), options, progress, cancelled), null);
            }
            ClusterCountSweep sweep = sweep(data, options, count, progress, cancelled);
            return new Fitted(KMeans.fit(data.points(), data.weights(), options.withClusters(sweep.chosen()), progress,
                    cancelled), Sweep.of(sweep));
        } catch (IllegalArgumentException refusedByEngine) {
            throw new Invalid(refusedByEngine.getMessage() + ".");
        }
    }

    private static ClusterCountSweep sweep(TrainingData data, KMeansOptions options, ClusterCount count,
            Progress progress, BooleanSupplier cancelled) {
        return count.isAutomatic()
                ? ClusterCountSweep.automatic(data.points(), data.weights(), options, progress, cancelled)
                : ClusterCountSweep.run(data.points(), data.weights(), options, count.from(), count.to(), progress,
                        cancelled);
    }

    /** The engine does not know how many iterations it will take; each one halves what is left of its restart's share. */
    private static Progress progress(Listener listener, KMeansOptions options) {
        return (restart, iteration, inertia, moved) -> {
            double done = restart == 0 ? 0.7 : 0.6 * (restart - 1) / options.restarts();
            double step = restart == 0 ? 0.2 : 0.6 / options.restarts();
            String words = "%s, iteration %d, inertia %.6g, %.2f %% of rows moved".formatted(
                    restart == 0 ? "final run" : "restart " + restart, iteration, inertia, 100 * moved);
            listener.phase(0.05 + done + step * (1 - Math.pow(0.5, iteration / 4.0)), words);
        };
    }
}
