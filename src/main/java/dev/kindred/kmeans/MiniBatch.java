package dev.kindred.kmeans;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Improves centroids over random batches of rows (Sculley, "Web-Scale K-Means Clustering", WWW 2010): each centroid is
 * the running mean of all batch rows that were nearest to it.
 */
final class MiniBatch {

    private static final int BATCH_ROWS = 8192;

    /** How much the last step counts in the smoothed shift that the tolerance is compared with. */
    private static final double SMOOTHING = 0.2;

    /** Tells batches from the restarts, which use up seeds from here on. */
    private static final long STREAM = 0x5DEECE66DL;

    private final WorkingPoints points;
    private final KMeansOptions options;
    private final DistanceKernel kernel;
    private final Workers workers;
    private final RandomGenerator random;
    private final double[] weights;
    private float[] centroids;
    private int iterations;

    MiniBatch(WorkingPoints points, float[] start, KMeansOptions options, DistanceKernel kernel, Workers workers) {
        this.points = points;
        this.options = options;
        this.kernel = kernel;
        this.workers = workers;
        this.random = new Well19937c(options.seed() ^ STREAM);
        this.weights = new double[options.clusters()];
        this.centroids = start;
    }

    /** Takes batches until the smoothed shift falls to the tolerance or the iterations are used up. */
    void run(Progress progress) {
        double unit = points.transform.unit();
        double smoothed = Double.POSITIVE_INFINITY;
        int size = (int) Math.min(points.rows, Math.max(BATCH_ROWS, 16L * options.clusters()));
        while (iterations < options.maxIterations() && smoothed > options.tolerance() * points.variance) {
            workers.checkCancelled();
            iterations++;
            Sample sample = Sample.draw(points, size, random);
            WorkingPoints batch = points.sample(sample.rows(), sample.weights());
            Assignment assignment = new Assignment(batch, centroids, Grouping.of(centroids, batch, 0), kernel, workers);
            assignment.assign();
            double shift = step(assignment.sums);
            smoothed = smoothed == Double.POSITIVE_INFINITY ? shift : SMOOTHING * shift + (1 - SMOOTHING) * smoothed;
            double scale = (double) points.rows / batch.rows;
            progress.iteration(0, iterations, assignment.sums.inertia() * unit * unit * scale, 1 / scale);
        }
    }

    private double step(ClusterSums sums) {
        float[] next = centroids.clone();
        for (int cluster = 0; cluster < weights.length; cluster++) {
            double weight = sums.weight(cluster);
            if (weight > 0) {
                weights[cluster] += weight;
                for (int at = cluster * points.dimensions, column = 0; column < points.dimensions; column++, at++) {
                    double towards = sums.sum(cluster, column) - weight * next[at];
                    next[at] += (float) (towards / weights[cluster]);
                }
            }
        }
        if (options.metric() == KMeansMetric.COSINE) {
            next = points.transform.toWorking(next);
        }
        double shift = CanonicalDistance.square(centroids, 0, next, 0, next.length);
        centroids = next;
        return shift;
    }

    float[] centroids() {
        return centroids;
    }

    int iterations() {
        return iterations;
    }
}
