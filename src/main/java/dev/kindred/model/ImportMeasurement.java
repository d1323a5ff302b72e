package dev.kindred.model;

import java.util.Arrays;

import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/**
 * What the rows of a table are like about centroids that were not trained on them here: what a training would have told.
 * Needs four bytes a row.
 */
final class ImportMeasurement implements VectorBlocks.Sink {

    private static final double PERCENTILE = 0.99;

    private final NearestCentroids nearest;
    private final boolean isCosine;
    private final NearestCentroids.Labels labels = new NearestCentroids.Labels(VectorBlocks.ROWS);
    private final float[] weights = new float[VectorBlocks.ROWS];
    private final float[][] distances;
    private final long[] sizes;
    private long withoutDirection;
    private double inertia;

    ImportMeasurement(NearestCentroids nearest, int clusters, boolean isCosine) {
        this.nearest = nearest;
        this.isCosine = isCosine;
        this.distances = new float[clusters][0];
        this.sizes = new long[clusters];
    }

    @Override
    public void row(BinaryRow row, int position) {
        weights[position] = row.fields() == 1 ? 1 : row.float4(1);
    }

    @Override
    public void block(float[] points, int count) {
        nearest.assign(points, count, labels);
        for (int i = 0; i < count; i++) {
            int cluster = labels.cluster[i];
            if (cluster < 0) {
                withoutDirection++;
                continue;
            }
            double distance = labels.distance[i];
            inertia += weights[i] * (isCosine ? 2 * distance : distance * distance); // |x - c|² of vectors of length 1
            add(cluster, (float) distance);
        }
    }

    private void add(int cluster, float distance) {
        int at = Math.toIntExact(sizes[cluster]++);
        if (at == distances[cluster].length) {
            distances[cluster] = Arrays.copyOf(distances[cluster], Math.max(64, at + at / 2));
        }
        distances[cluster][at] = distance;
    }

    /** Rows in each cluster. */
    long[] sizes() {
        return sizes;
    }

    /** Rows that a cosine model has no cluster for. */
    long withoutDirection() {
        return withoutDirection;
    }

    double inertia() {
        return inertia;
    }

    /** A cluster's rows from its centroid; null where it has none. */
    Double meanDistance(int cluster) {
        double sum = 0;
        for (int i = 0; i < sizes[cluster]; i++) {
            sum += distances[cluster][i];
        }
        return sizes[cluster] == 0 ? null : sum / sizes[cluster];
    }

    /** The distance that 99 % of a cluster's rows do not pass, as a training has it; null where it has none. */
    Double p99Distance(int cluster) {
        int count = (int) sizes[cluster];
        if (count == 0) {
            return null;
        }
        Arrays.sort(distances[cluster], 0, count);
        return (double) distances[cluster][(int) Math.ceil(PERCENTILE * count) - 1];
    }
}
