package dev.kindred.kmeans;

import java.util.function.BooleanSupplier;

/**
 * Which of some given centroids is nearest to each point, and which comes next, on several threads. Labels are those that
 * a fit would give: the float32 kernel rules out most centroids, distances in double decide among the others, and of
 * several equally near ones the lowest wins.
 */
public final class NearestCentroids implements AutoCloseable {

    /** Points that a thread takes at a time. */
    private static final int BLOCK = 64 * PointTile.WIDTH;

    private final int dimensions;
    private final Workers workers;
    private final CentroidScan[] scans;

    /** What was found for n points. */
    public static final class Labels {

        /** The nearest centroid; -1 for a point without direction under the cosine distance. */
        public final int[] cluster;

        /** From it: |x − c|, or 1 − cos(x, c). NaN where there is none. */
        public final double[] distance;

        /** The next nearest centroid; -1 where there is none. */
        public final int[] runnerUp;

        /** From that one; NaN where there is none. */
        public final double[] runnerUpDistance;

        /** @param capacity the most points of a call */
        public Labels(int capacity) {
            cluster = new int[capacity];
            distance = new double[capacity];
            runnerUp = new int[capacity];
            runnerUpDistance = new double[capacity];
        }
    }

    /**
     * Prepares.
     *
     * @param centroids k × d, row-major, finite; under the cosine distance none of them all-zero
     * @param isCosine  whether the distance is 1 − cos instead of the euclidean one
     * @param threads   how many work, at least 1; results do not depend on it
     * @param cancelled asked often, by several threads
     * @throws IllegalArgumentException when there is no centroid, the values are not whole rows, or one has no direction
     */
    public NearestCentroids(float[] centroids, int dimensions, boolean isCosine, int threads,
            BooleanSupplier cancelled) {
        this(centroids, dimensions, isCosine, threads, cancelled, Kernels.best());
    }

    NearestCentroids(float[] centroids, int dimensions, boolean isCosine, int threads, BooleanSupplier cancelled,
            DistanceKernel kernel) {
        if (centroids.length == 0 || dimensions < 1 || centroids.length % dimensions != 0) {
            throw new IllegalArgumentException("the " + centroids.length + " values are not whole centroids of "
                    + dimensions + " columns; give at least one");
        }
        this.dimensions = dimensions;
        KernelRows prepared = new KernelRows(centroids, dimensions, isCosine, kernel);
        workers = new Workers(threads, cancelled);
        scans = new CentroidScan[threads];
        for (int worker = 0; worker < threads; worker++) {
            scans[worker] = new CentroidScan(prepared);
        }
    }

    /**
     * Finds the nearest and the next nearest centroid of points.
     *
     * @param points n × d, row-major, finite
     * @param count  n
     * @param labels receives what is found, from position 0
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    public void assign(float[] points, int count, Labels labels) {
        workers.forEach((count + BLOCK - 1) / BLOCK, (worker, block) -> {
            int end = Math.min(count, (block + 1) * BLOCK);
            for (int first = block * BLOCK; first < end; first += PointTile.WIDTH) {
                workers.checkCancelled();
                scans[worker].assign(points, first, Math.min(PointTile.WIDTH, end - first), labels);
            }
        });
    }

    /** The number of columns, d. */
    public int dimensions() {
        return dimensions;
    }

    @Override
    public void close() {
        workers.close();
    }
}
