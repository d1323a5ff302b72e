package dev.kindred.kmeans;

import java.util.ArrayList;
import java.util.List;

/**
 * One run of Lloyd's algorithm from given centroids: means, assign, means, assign. The state of the run is
 * {@link #assignment}.
 */
final class ExactRun {

    /** A sum of unit vectors this short against their number is rounding and has no direction. */
    private static final double CANCELLED_OUT = 1e-7;

    final Assignment assignment;
    private final WorkingPoints points;
    private final KMeansOptions options;
    private int iterations;
    private double inertia;

    ExactRun(WorkingPoints points, float[] start, KMeansOptions options, DistanceKernel kernel, Workers workers) {
        this.points = points;
        this.options = options;
        CentroidGroups groups = Grouping.of(start, points, options.memoryBudget());
        assignment = new Assignment(points, start, groups, kernel, workers);
    }

    /**
     * Iterates until no label changes, the centroids hardly shift, or the iterations are used up.
     *
     * @param restart the number to report progress under
     */
    void run(Progress progress, int restart) {
        double unit = points.transform.unit();
        while (iterations < options.maxIterations()) {
            iterations++;
            long moved = assignment.assign();
            if (moved == 0) {
                break;
            }
            float[] next = means();
            inertia = assignment.sums.inertia();
            progress.iteration(restart, iterations, inertia * unit * unit, (double) moved / points.rows);
            double shift = assignment.moveCentroids(next);
            if (shift <= options.tolerance() * points.variance) {
                break;
            }
        }
    }

    /**
     * Ends on centroids that are float32 in original coordinates, and makes labels and sums agree with them.
     *
     * @return these centroids, k × d row-major
     */
    float[] finish() {
        float[] original = points.transform.toOriginal(assignment.centroids);
        assignment.moveCentroids(points.transform.toWorking(original));
        assignment.assign();
        return original;
    }

    private float[] means() {
        float[] means = new float[assignment.centroids.length];
        List<Integer> emptyClusters = new ArrayList<>();
        for (int cluster = 0; cluster < options.clusters(); cluster++) {
            if (assignment.sums.weight(cluster) > 0) {
                mean(cluster, means);
            } else {
                System.arraycopy(assignment.centroids, cluster * points.dimensions, means, cluster * points.dimensions,
                        points.dimensions);
                emptyClusters.add(cluster);
            }
        }
        if (!emptyClusters.isEmpty()) {
            Relocation.relocate(assignment, means, emptyClusters);
        }
        return means;
    }

    /** The mean of a cluster, or for the cosine metric its direction; points that cancel out leave it where it was. */
    private void mean(int cluster, float[] means) {
        ClusterSums sums = assignment.sums;
        int at = cluster * points.dimensions;
        boolean cosine = options.metric() == KMeansMetric.COSINE;
        double divisor = cosine ? sums.length(cluster) : sums.weight(cluster);
        if (cosine && divisor <= CANCELLED_OUT * sums.weight(cluster)) {
            System.arraycopy(assignment.centroids, at, means, at, points.dimensions);
            return;
        }
        for (int column = 0; column < points.dimensions; column++) {
            means[at + column] = (float) (sums.sum(cluster, column) / divisor);
        }
    }

    /** How many assignments and updates were made. */
    int iterations() {
        return iterations;
    }

    /** The inertia about the last means, in squared working units. */
    double inertia() {
        return inertia;
    }
}
