package dev.kindred.segment;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.KMeans;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.kmeans.Progress;
import dev.kindred.vector.FloatMatrix;

/**
 * How well each cluster is found again when as many rows are drawn with replacement and clustered anew: the Jaccard index
 * with the new cluster most like it, over the rows that were drawn, each counted once; then the mean over all draws.
 * Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics &amp; Data Analysis 52 (2007).
 */
final class Bootstrap {

    private final float[] points;
    private final float[] weights;
    private final int dimensions;
    private final int[] labels;
    private final KMeansOptions options;

    private final double[] sums;
    private final int[] draws;

    /**
     * Prepares.
     *
     * @param points  n × d, row-major
     * @param weights n; null where each row counts once
     * @param labels  by row its cluster; negative for none
     */
    Bootstrap(float[] points, float[] weights, int dimensions, int[] labels, KMeansOptions options) {
        this.points = points;
        this.weights = weights;
        this.dimensions = dimensions;
        this.labels = labels;
        this.options = options;
        this.sums = new double[options.clusters()];
        this.draws = new int[options.clusters()];
    }

    /**
     * One draw more.
     *
     * @throws IllegalArgumentException if the rows drawn can't be clustered, as where too few of them differ
     */
    void draw(long seed, BooleanSupplier cancelled) {
        RandomGenerator random = new Well19937c(seed);
        int[] drawn = new int[labels.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = random.nextInt(labels.length);
        }
        Arrays.sort(drawn);
        Clustering clustering = KMeans.fit(FloatMatrix.of(rows(drawn), dimensions), weights(drawn),
                options.withSeed(seed), Progress.SILENT, cancelled);
        Overlap overlap = new Overlap(options.clusters(), clustering.clusters());
        for (int i = 0; i < drawn.length; i++) {
            if (i == 0 || drawn[i] != drawn[i - 1]) {
                overlap.add(labels[drawn[i]], clustering.label(i));
            }
        }
        count(overlap);
    }

    private float[] rows(int[] drawn) {
        float[] rows = new float[drawn.length * dimensions];
        for (int i = 0; i < drawn.length; i++) {
            System.arraycopy(points, drawn[i] * dimensions, rows, i * dimensions, dimensions);
        }
        return rows;
    }

    private float[] weights(int[] drawn) {
        if (weights == null) {
            return null;
        }
        float[] some = new float[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            some[i] = weights[drawn[i]];
        }
        return some;
    }

    /** A cluster of which no row was drawn can't be found again, which says nothing about it. */
    private void count(Overlap overlap) {
        for (int cluster = 0; cluster < sums.length; cluster++) {
            if (overlap.oldSize(cluster) > 0) {
                double best = 0;
                for (int other = 0; other < overlap.newClusters(); other++) {
                    best = Math.max(best, overlap.jaccard(cluster, other));
                }
                sums[cluster] += best;
                draws[cluster]++;
            }
        }
    }

    /** Of a cluster, over all draws; NaN where it had no rows. */
    double jaccard(int cluster) {
        return sums[cluster] / draws[cluster];
    }
}
