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
}
