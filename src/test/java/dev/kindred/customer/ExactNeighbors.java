package dev.kindred.customer;

import java.util.Arrays;
import java.util.BitSet;

import dev.kindred.neighbor.Metric;

/**
 * What a search should find: all rows compared with a vector, in plain Java and double precision.
 *
 * @param origin    the row that the vector is of, never a neighbour of its own; or {@link #NO_ROW}
 * @param distances of each row
 */
record ExactNeighbors(int origin, double[] distances) {

    /** Of the larger one, up to which two distances count as equal: PostgreSQL adds up in single precision. */
    private static final double TIE = 1e-5;

    private static final int NO_ROW = -1;

    static ExactNeighbors ofRow(float[][] vectors, int origin, Metric metric) {
        return new ExactNeighbors(origin, distances(vectors, vectors[origin], metric));
    }

    static ExactNeighbors ofVector(float[][] vectors, float[] vector, Metric metric) {
        return new ExactNeighbors(NO_ROW, distances(vectors, vector, metric));
    }

    private static double[] distances(float[][] vectors, float[] vector, Metric metric) {
        double[] distances = new double[vectors.length];
        for (int row = 0; row < vectors.length; row++) {
            distances[row] = distance(vector, vectors[row], metric);
        }
        return distances;
    }

    static double distance(float[] one, float[] other, Metric metric) {
        double squares = 0;
        double taxicab = 0;
        double product = 0;
        double lengths = 0;
        double otherLengths = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (double) one[i] - other[i];
            squares += difference * difference;
            taxicab += Math.abs(difference);
            product += (double) one[i] * other[i];
            lengths += (double) one[i] * one[i];
            otherLengths += (double) other[i] * other[i];
        }
        return switch (metric) {
            case L2 -> Math.sqrt(squares);
            case L1 -> taxicab;
            case INNER_PRODUCT -> -product;
            case COSINE -> 1 - product / Math.sqrt(lengths * otherLengths);
        };
    }

    /** The distances of the nearest rows among those that a filter keeps, closest first; fewer where it keeps fewer. */
    double[] nearest(BitSet kept, int limit) {
        return kept.stream().filter(row -> row != origin).mapToDouble(row -> distances[row]).sorted().limit(limit)
                .toArray();
    }

    /** How many rows there are to be found. */
    int matches(BitSet kept) {
        return kept.cardinality() - (origin != NO_ROW && kept.get(origin) ? 1 : 0);
    }

    /**
     * The share of the nearest rows that was found. By distance: of two rows that are equally far, one is as good as the
     * other. 1 where there is nothing to find.
     *
     * @param found rows, none of them twice
     */
    double recall(int[] found, BitSet kept, int limit) {
        double[] nearest = nearest(kept, limit);
        if (nearest.length == 0) {
            return 1;
        }
        double furthest = nearest[nearest.length - 1];
        long hits = Arrays.stream(found).filter(row -> row != origin && kept.get(row))
                .filter(row -> isAtMost(distances[row], furthest)).count();
        return (double) Math.min(hits, nearest.length) / nearest.length;
    }

    /** Whether a distance is no larger than another one, but for rounding. */
    static boolean isAtMost(double distance, double bound) {
        return distance <= bound + TIE * Math.max(1, Math.abs(bound));
    }
}
