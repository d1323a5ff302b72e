package dev.kindred.density;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/** Point sets whose clusters are known, row-major. */
final class Shapes {

    private Shapes() {}

    static float[] uniform(int rows, int dimensions, long seed) {
        RandomGenerator random = new Well19937c(seed);
        float[] points = new float[rows * dimensions];
        for (int at = 0; at < points.length; at++) {
            points[at] = random.nextFloat();
        }
        return points;
    }

    /** Gaussian blobs one after the other, blob b of {@code size} rows around (10·b, 10·b, …). */
    static float[] blobs(int size, int dimensions, long seed, double... deviations) {
        RandomGenerator random = new Well19937c(seed);
        float[] points = new float[deviations.length * size * dimensions];
        for (int at = 0; at < points.length; at++) {
            int blob = at / (size * dimensions);
            points[at] = (float) (10 * blob + deviations[blob] * random.nextGaussian());
        }
        return points;
    }

    /** A ring of radius 1 and one of radius 5 around it, by turns, with a little noise. */
    static float[] rings(int rows, long seed) {
        RandomGenerator random = new Well19937c(seed);
        float[] points = new float[2 * rows];
        for (int row = 0; row < rows; row++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = (row % 2 == 0 ? 1 : 5) + 0.05 * random.nextGaussian();
            points[2 * row] = (float) (radius * Math.cos(angle));
            points[2 * row + 1] = (float) (radius * Math.sin(angle));
        }
        return points;
    }

    /** Two half-moons that reach into each other, by turns. */
    static float[] moons(int rows, long seed) {
        RandomGenerator random = new Well19937c(seed);
        float[] points = new float[2 * rows];
        for (int row = 0; row < rows; row++) {
            double angle = Math.PI * random.nextDouble();
            boolean isUpper = row % 2 == 0;
            points[2 * row] = (float) ((isUpper ? Math.cos(angle) : 1 - Math.cos(angle))
                    + 0.03 * random.nextGaussian());
            points[2 * row + 1] = (float) ((isUpper ? Math.sin(angle) : 0.5 - Math.sin(angle))
                    + 0.03 * random.nextGaussian());
        }
        return points;
    }

    /** Points of whole numbers from 0 to 9: many ties, many duplicates, distances exactly epsilon. */
    static float[] grid(int rows, int dimensions, long seed) {
        RandomGenerator random = new Well19937c(seed);
        float[] points = new float[rows * dimensions];
        for (int at = 0; at < points.length; at++) {
            points[at] = random.nextInt(10);
        }
        return points;
    }
}
