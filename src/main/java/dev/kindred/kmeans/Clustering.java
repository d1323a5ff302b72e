package dev.kindred.kmeans;

import java.util.Objects;

/**
 * What a fit found. Sizes, labels, distances and inertia are those of one assignment against exactly these float32
 * centroids. Independent of the points: they may be closed.
 */
public final class Clustering {

    /** Which way the clustering was made. */
    public enum Way {
        /** Exact, points on the heap. */
        EXACT_IN_MEMORY,
        /** Exact, points in a spool file; the same bytes as in memory. */
        EXACT_SPOOLED,
        /** By random batches, labels by one full pass. */
        MINIBATCH,
        /** On a sample, labels by one full pass. */
        QUICK,
        /** Labels that something else has found, centroids the means of their rows. */
        GIVEN_LABELS
    }

    private final KMeansOptions options;
    private final Way way;
    private final String kernel;
    private final long restartRows;
    private final int dimensions;
    private final float[] centroids;
    private final int iterations;
    private final Measurement measured;

    Clustering(KMeansOptions options, Way way, String kernel, long restartRows, int dimensions, float[] centroids,
            int iterations, Measurement measured) {
        this.options = options;
        this.way = way;
        this.kernel = kernel;
        this.restartRows = restartRows;
        this.dimensions = dimensions;
        this.centroids = centroids;
        this.iterations = iterations;
        this.measured = measured;
    }

    /** The options it was made with. */
    public KMeansOptions options() {
        return options;
    }

    public Way way() {
        return way;
    }

    /** The name of the kernel that computed distances; it decides speed, not results. */
    public String kernel() {
        return kernel;
    }

    /** How many rows the restarts competed on: all of them, a sample, or 0 when there was one given start. */
    public long restartRows() {
        return restartRows;
    }

    /** The number of clusters, k. */
    public int clusters() {
        return options.clusters();
    }

    /** The number of columns, d. */
    public int dimensions() {
        return dimensions;
    }

    /** The number of points, n. */
    public long rows() {
        return measured.rows;
    }

    /** The centroids in original coordinates, k × d row-major; for the cosine metric of unit length. */
    public float[] centroids() {
        return centroids.clone();
    }

    /** Per cluster the number of its rows, whatever their weights. */
    public long[] sizes() {
        return measured.sizes.clone();
    }

    /** Σ w|x − c|² over all rows, in squared original units; for the cosine metric between unit vectors. */
    public double inertia() {
        return measured.inertia;
    }

    /** The iterations of the final run; see {@link Progress} for those of the restarts. */
    public int iterations() {
        return iterations;
    }

    /** Per cluster the mean distance of its rows from the centroid, each row counted once; NaN for an empty cluster. */
    public double[] meanDistances() {
        return measured.meanDistances.clone();
    }

    /**
     * Per cluster the distance that 99 % of its rows do not pass (the smallest such distance of a row, "nearest rank");
     * NaN for an empty cluster.
     */
    public double[] p99Distances() {
        return measured.p99Distances.clone();
    }

    /**
     * The Davies–Bouldin index ("A Cluster Separation Measure", 1979): how like each cluster is to the one most like it,
     * on average; 0 is best. NaN for one cluster. By the distance of the metric.
     */
    public double daviesBouldin() {
        return SeparationIndex.daviesBouldin(this);
    }

    /**
     * The Calinski–Harabasz index ("A dendrite method for cluster analysis", 1974): variance between clusters over
     * variance within; larger is better. Rows count by weight. NaN for one cluster.
     */
    public double calinskiHarabasz() {
        double within = measured.inertia / (measured.totalWeight - clusters());
        double between = (measured.totalSquares - measured.inertia) / (clusters() - 1);
        return clusters() == 1 ? Double.NaN : between / within;
    }

    /** The cluster of a row, 0 to k − 1. */
    public int label(long row) {
        Objects.checkIndex(row, measured.rows);
        return measured.labels[(int) (row / measured.blockRows)][(int) (row % measured.blockRows)];
    }

    /** Writes the labels of {@code count} rows from {@code first} on to the start of {@code target}. */
    public void labels(long first, int count, int[] target) {
        Objects.checkFromIndexSize(first, count, measured.rows);
        int done = 0;
        while (done < count) {
            int[] block = measured.labels[(int) ((first + done) / measured.blockRows)];
            int from = (int) ((first + done) % measured.blockRows);
            int run = Math.min(count - done, block.length - from);
            System.arraycopy(block, from, target, done, run);
            done += run;
        }
    }

    /** The labels of all rows. */
    public int[] labels() {
        int[] labels = new int[Math.toIntExact(measured.rows)];
        labels(0, labels.length, labels);
        return labels;
    }
}
