package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;

/** Points prepared once, and the fits over them. */
final class Fitting {

    private final FloatMatrix matrix;
    private final DistanceKernel kernel;
    private final Workers workers;
    private final Progress progress;
    private final WorkingPoints points;

    Fitting(FloatMatrix matrix, float[] weights, KMeansMetric metric, DistanceKernel kernel, Workers workers,
            Progress progress) {
        this.matrix = matrix;
        this.kernel = kernel;
        this.workers = workers;
        this.progress = progress;
        workers.checkCancelled();
        points = Preparation.prepare(matrix, weights, metric, workers);
    }

    /** Fits with options whose metric is the one prepared for. */
    Clustering fit(KMeansOptions options) {
        if (options.initialization() == KMeansInitialization.GIVEN) {
            DistinctRows.first(points, options.clusters(), workers);
            return finish(options, points.transform.toWorking(options.initialCentroids()), 0);
        }
        Restarts restarts = new Restarts(points, options, kernel, workers, progress);
        Restarts.Outcome best = restarts.best();
        if (restarts.onAllRows()) {
            ExactRun run = new ExactRun(points, best.centroids(), options, kernel, workers);
            return clustering(options, run, restarts.rows(), best.iterations());
        }
        if (options.algorithm() == KMeansAlgorithm.QUICK) {
            ExactRun last = new ExactRun(points, best.centroids(), options, kernel, workers);
            return clustering(options, last, restarts.rows(), best.iterations());
        }
        return finish(options, best.centroids(), restarts.rows());
    }

    private Clustering finish(KMeansOptions options, float[] start, long restartRows) {
        if (options.algorithm() == KMeansAlgorithm.MINIBATCH) {
            MiniBatch batches = new MiniBatch(points, start, options, kernel, workers);
            batches.run(progress);
            ExactRun last = new ExactRun(points, batches.centroids(), options, kernel, workers);
            return clustering(options, last, restartRows, batches.iterations());
        }
        ExactRun run = new ExactRun(points, start, options, kernel, workers);
        run.run(progress, 0);
        return clustering(options, run, restartRows, run.iterations());
    }

    private Clustering clustering(KMeansOptions options, ExactRun run, long restartRows, int iterations) {
        float[] centroids = run.finish();
        Measurement measured = Measurement.of(run.assignment, options.metric());
        return new Clustering(options, way(options), kernel.name(), restartRows, points.dimensions, centroids,
                iterations,
                measured);
    }

    private Clustering.Way way(KMeansOptions options) {
        if (options.algorithm() == KMeansAlgorithm.MINIBATCH) {
            return Clustering.Way.MINIBATCH;
        }
        if (options.algorithm() == KMeansAlgorithm.QUICK) {
            return Clustering.Way.QUICK;
        }
        return matrix.spooled() ? Clustering.Way.EXACT_SPOOLED : Clustering.Way.EXACT_IN_MEMORY;
    }
}
