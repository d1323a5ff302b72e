package dev.kindred.kmeans;

import java.util.Arrays;

import org.apache.commons.math3.random.RandomGenerator;

/**
 * Chooses k rows of a sample as first centroids, by greedy k-means++ or at random. Works in float32 by differences, which
 * every kernel would give alike, so that the choice depends on the seed only.
 */
final class Seeding {

    private final Sample sample;
    private final int dimensions;
    private final int size;
    private final RandomGenerator random;

    /** Per row the squared distance to the nearest centroid chosen so far; infinite before the first. */
    private final float[] squares;

    /** d × m: the sample transposed, so that the loop over rows is the inner one. */
    private final float[] columns;

    private final float[] scratch;
    private final float[] best;

    private final Workers workers;

    /** @param workers asked between centroids whether the run was cancelled */
    Seeding(Sample sample, int dimensions, RandomGenerator random, Workers workers) {
        this.workers = workers;
        this.sample = sample;
        this.dimensions = dimensions;
        this.size = sample.size(dimensions);
        this.random = random;
        squares = new float[size];
        Arrays.fill(squares, Float.MAX_VALUE);
        scratch = new float[size];
        best = new float[size];
        columns = new float[sample.rows().length];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < dimensions; column++) {
                columns[column * size + row] = sample.rows()[row * dimensions + column];
            }
        }
    }

    /**
     * Greedy k-means++.
     *
     * @return k × d centroids, or null when the sample has fewer than k different rows with weight
     */
    float[] plusPlus(int clusters) {
        int trials = 2 + (int) Math.log(clusters);
        float[] centroids = new float[clusters * dimensions];
        for (int cluster = 0; cluster < clusters; cluster++) {
            workers.checkCancelled();
            double total = potential(cluster == 0);
            if (!(total > 0)) {
                return null;
            }
            int row = cluster == 0 ? draw(total, true) : best(total, trials);
            if (cluster == 0) {
                distances(row, squares);
            } else {
                System.arraycopy(best, 0, squares, 0, size);
            }
            System.arraycopy(sample.rows(), row * dimensions, centroids, cluster * dimensions, dimensions);
        }
        return centroids;
    }

    /**
     * Different rows, each drawn with chances proportional to its weight.
     *
     * @return k × d centroids, or null when the sample has fewer than k different rows with weight
     */
    float[] random(int clusters) {
        float[] centroids = new float[clusters * dimensions];
        for (int cluster = 0; cluster < clusters; cluster++) {
            workers.checkCancelled();
            double total = 0;
            for (int row = 0; row < size; row++) {
                total += squares[row] > 0 ? sample.weight(row) : 0;
            }
            if (!(total > 0)) {
                return null;
            }
            int row = draw(total, true);
            distances(row, scratch);
            keepNearer(scratch, squares);
            System.arraycopy(sample.rows(), row * dimensions, centroids, cluster * dimensions, dimensions);
        }
        return centroids;
    }

    /** The candidate that leaves the least potential; {@link #best} then holds the distances it leads to. */
    private int best(double total, int trials) {
        int bestRow = -1;
        double bestPotential = Double.POSITIVE_INFINITY;
        for (int trial = 0; trial < trials; trial++) {
            int row = draw(total, false);
            distances(row, scratch);
            keepNearer(squares, scratch);
            double potential = potential(scratch);
            if (potential < bestPotential) {
                bestPotential = potential;
                bestRow = row;
                System.arraycopy(scratch, 0, best, 0, size);
            }
        }
        return bestRow;
    }

    private double potential(boolean weightsOnly) {
        if (!weightsOnly) {
            return potential(squares);
        }
        double total = 0;
        for (int row = 0; row < size; row++) {
            total += sample.weight(row);
        }
        return total;
    }

    private double potential(float[] distances) {
        double total = 0;
        for (int row = 0; row < size; row++) {
            total += sample.weight(row) * distances[row];
        }
        return total;
    }

    /** Draws a row not chosen yet, with chances proportional to its weight, and to its squared distance unless told not. */
    private int draw(double total, boolean weightsOnly) {
        double mark = random.nextDouble() * total;
        int last = -1;
        for (int row = 0; row < size; row++) {
            double share = sample.weight(row) * (weightsOnly ? (squares[row] > 0 ? 1 : 0) : squares[row]);
            if (share > 0) {
                mark -= share;
                last = row;
                if (mark < 0) {
                    break;
                }
            }
        }
        return last;
    }

    private void distances(int row, float[] target) {
        Arrays.fill(target, 0);
        for (int column = 0; column < dimensions; column++) {
            addSquares(columns, column * size, sample.rows()[row * dimensions + column], target);
        }
    }

    private static void addSquares(float[] columns, int from, float value, float[] target) {
        for (int row = 0; row < target.length; row++) {
            float difference = columns[from + row] - value;
            target[row] += difference * difference;
        }
    }

    /** target = the lesser of both, element by element. */
    private static void keepNearer(float[] distances, float[] target) {
        for (int row = 0; row < target.length; row++) {
            target[row] = Math.min(target[row], distances[row]);
        }
    }
}
