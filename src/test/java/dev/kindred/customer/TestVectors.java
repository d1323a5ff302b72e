package dev.kindred.customer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;

/** Made vectors, and sets of their rows. */
final class TestVectors {

    private TestVectors() {}

    /**
     * Rows around centres that are drawn from a standard normal.
     *
     * @param spread the standard deviation of each element around its centre's
     */
    static float[][] clustered(Random random, int rows, int dimensions, int clusters, double spread) {
        float[][] centres = new float[clusters][];
        for (int cluster = 0; cluster < clusters; cluster++) {
            centres[cluster] = around(random, new float[dimensions], 1);
        }
        float[][] vectors = new float[rows][];
        for (int row = 0; row < rows; row++) {
            vectors[row] = around(random, centres[row % clusters], spread);
        }
        return vectors;
    }

    private static float[] around(Random random, float[] centre, double spread) {
        float[] vector = new float[centre.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (centre[i] + spread * random.nextGaussian());
        }
        return vector;
    }

    /** The rows 0 to count − 1. */
    static BitSet all(int count) {
        BitSet all = new BitSet(count);
        all.set(0, count);
        return all;
    }

    /** As many different rows, drawn from all. */
    static int[] drawn(Random random, int rows, int count) {
        int[] order = IntStream.range(0, rows).toArray();
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(rows - i);
            int row = order[other];
            order[other] = order[i];
            order[i] = row;
        }
        return Arrays.copyOf(order, count);
    }
}
