package dev.kindred.kmeans;

import java.util.Random;

/** Seeded points for tests. */
final class TestPoints {

    private TestPoints() {}

    /** Rows around {@code clusters} centres drawn from a standard normal, with the given deviation. */
    static float[] blobs(Random random, int rows, int dimensions, int clusters, double deviation) {
        double[] centres = new double[clusters * dimensions];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = random.nextGaussian();
        }
        float[] points = new float[rows * dimensions];
        for (int row = 0; row < rows; row++) {
            int cluster = random.nextInt(clusters);
            for (int column = 0; column < dimensions; column++) {
                points[row * dimensions + column] = (float) (centres[cluster * dimensions + column]
                        + deviation * random.nextGaussian());
            }
        }
        return points;
    }

    /** Weights from 0 to 3, a fifth of them 0. */
    static float[] weights(Random random, int rows) {
        float[] weights = new float[rows];
        for (int row = 0; row < rows; row++) {
            weights[row] = random.nextInt(5) == 0 ? 0 : 3 * random.nextFloat();
        }
        return weights;
    }

    /** Of two rows, each from a place in its array on, in double. */
    static double distance(float[] a, int from, float[] b, int at, int dimensions, NearestRows.Distance distance) {
        double squares = 0;
        double absolute = 0;
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int column = 0; column < dimensions; column++) {
            double x = a[from + column];
            double y = b[at + column];
            squares += (x - y) * (x - y);
            absolute += Math.abs(x - y);
            product += x * y;
            squaresOfA += x * x;
            squaresOfB += y * y;
        }
        return switch (distance) {
            case L2 -> Math.sqrt(squares);
            case COSINE -> 1 - product / Math.sqrt(squaresOfA * squaresOfB);
            case INNER_PRODUCT -> -product;
            case L1 -> absolute;
        };
    }
}
