package dev.kindred.kmeans;

import java.util.Arrays;

import dev.kindred.vector.FloatMatrix;

/** Measures the clusters that something else has found as those of a fit, so that both can be looked at in one way. */
public final class GivenLabels {

    /** A mean of unit vectors this short is rounding and has no direction. */
    private static final double CANCELLED_OUT = 1e-7;

    private final FloatMatrix points;
    private final int[] labels;
    private final boolean isCosine;
    private final int dimensions;
    private final long[] sizes;
    private final float[] centroids;
    private final float[] distances;
    private final Clustering clustering;
    private double inertia;

    /**
     * Measures clusters with their means as centroids; under the cosine metric the means' directions.
     *
     * @param points   n × d, finite; under the cosine metric none of them all-zero
     * @param labels   n, from 0 to clusters − 1, each of them at least once
     * @param clusters at least 1
     * @param seed     told as the clustering's
     */
    public GivenLabels(FloatMatrix points, int[] labels, int clusters, KMeansMetric metric, long seed) {
        if (labels.length != points.rows() || clusters < 1) {
            throw new IllegalArgumentException("there are %d labels of %d clusters for %d rows; give one label a row"
                    .formatted(labels.length, clusters, points.rows()));
        }
        this.points = points;
        this.labels = labels;
        isCosine = metric == KMeansMetric.COSINE;
        dimensions = points.dimensions();
        sizes = new long[clusters];
        for (int label : labels) {
            sizes[label]++;
        }
        centroids = new float[clusters * dimensions];
        distances = new float[labels.length];
        double totalSquares = findCentroids();
        measure();
        Measurement measured = new Measurement(labels.clone(), byCluster(), inertia, totalSquares);
        KMeansOptions options = KMeansOptions.clusters(clusters).withMetric(metric).withSeed(seed);
        clustering = new Clustering(options, Clustering.Way.GIVEN_LABELS, "plain", 0, dimensions, centroids, 0,
                measured);
    }

    /** The clusters as those of a fit. */
    public Clustering clustering() {
        return clustering;
    }

    /** How far a row is from its cluster's centroid, by the metric. */
    public float distance(int row) {
        return distances[row];
    }

    /** Takes the rows in order. */
    private interface Sink {
        void row(int row, float[] values);
    }

    /** Rows in working coordinates: of length 1 under the cosine metric. */
    private void forEachRow(Sink sink) {
        FloatMatrix.Cursor cursor = points.cursor();
        float[] values = new float[dimensions];
        for (int row = 0; row < labels.length; row++) {
            cursor.move(row, 1);
            double length = isCosine
                    ? Math.sqrt(CanonicalDistance.square(cursor.array(), cursor.offset(), dimensions))
                    : 1;
            for (int column = 0; column < dimensions; column++) {
                values[column] = (float) (cursor.array()[cursor.offset() + column] / length);
            }
            sink.row(row, values);
        }
    }

    /** The squares of all rows about their common mean come with it. */
    private double findCentroids() {
        double[] sums = new double[centroids.length];
        forEachRow((row, values) -> {
            for (int column = 0; column < dimensions; column++) {
                sums[labels[row] * dimensions + column] += values[column];
            }
        });
        for (int cluster = 0; cluster < sizes.length; cluster++) {
            double length = 0;
            for (int at = cluster * dimensions; at < (cluster + 1) * dimensions; at++) {
                length += sums[at] * sums[at];
            }
            double divisor = isCosine ? Math.sqrt(length) : sizes[cluster];
            if (isCosine && divisor <= CANCELLED_OUT * sizes[cluster]) {
                takeFirstRow(cluster);
                continue;
            }
            for (int at = cluster * dimensions; at < (cluster + 1) * dimensions; at++) {
                centroids[at] = (float) (sums[at] / divisor);
            }
        }
        return totalSquares(sums);
    }

    /** Of rows that cancel each other out; any direction is as good, and a centroid must have one. */
    private void takeFirstRow(int cluster) {
        boolean[] isTaken = new boolean[1];
        forEachRow((row, values) -> {
            if (labels[row] == cluster && !isTaken[0]) {
                System.arraycopy(values, 0, centroids, cluster * dimensions, dimensions);
                isTaken[0] = true;
            }
        });
    }

    private double totalSquares(double[] sums) {
        float[] mean = new float[dimensions];
        for (int column = 0; column < dimensions; column++) {
            double sum = 0;
            for (int cluster = 0; cluster < sizes.length; cluster++) {
                sum += sums[cluster * dimensions + column];
            }
            mean[column] = (float) (sum / labels.length);
        }
        double[] total = new double[1];
        forEachRow((row, values) -> total[0] += CanonicalDistance.square(values, 0, mean, 0, dimensions));
        return total[0];
    }

    private void measure() {
        forEachRow((row, values) -> {
            double square = CanonicalDistance.square(values, 0, centroids, labels[row] * dimensions, dimensions);
            inertia += square;
            distances[row] = (float) (isCosine ? square / 2 : Math.sqrt(square));
        });
    }

    private float[][] byCluster() {
        float[][] sorted = new float[sizes.length][];
        Arrays.setAll(sorted, cluster -> new float[Math.toIntExact(sizes[cluster])]);
        int[] filled = new int[sizes.length];
        for (int row = 0; row < labels.length; row++) {
            sorted[labels[row]][filled[labels[row]]++] = distances[row];
        }
        return sorted;
    }
}
