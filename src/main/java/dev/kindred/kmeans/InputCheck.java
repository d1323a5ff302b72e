package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;

/** Refuses points, weights and options that do not make sense together, before any work. */
final class InputCheck {

    private InputCheck() {}

    static void check(FloatMatrix points, float[] weights, KMeansOptions options) {
        if (points.rows() == 0) {
            throw new IllegalArgumentException("there are no rows; give at least as many as clusters");
        }
        if (options.clusters() > points.rows()) {
            throw new IllegalArgumentException(options.clusters() + " clusters were asked for, but there are only "
                    + points.rows() + " rows; ask for at most that many");
        }
        if (weights != null) {
            checkWeights(points, weights);
        }
        if (options.initialCentroids() != null) {
            checkStart(points, options);
        }
    }

    private static void checkWeights(FloatMatrix points, float[] weights) {
        if (weights.length != points.rows()) {
            throw new IllegalArgumentException("there are " + weights.length + " weights for " + points.rows()
                    + " rows; give one per row");
        }
        boolean positive = false;
        for (int row = 0; row < weights.length; row++) {
            if (!(weights[row] >= 0) || weights[row] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("the weight of row " + row + " is " + weights[row]
                        + "; weights must be finite and at least 0");
            }
            positive |= weights[row] > 0;
        }
        if (!positive) {
            throw new IllegalArgumentException("all weights are 0; at least one row must count");
        }
    }

    private static void checkStart(FloatMatrix points, KMeansOptions options) {
        float[] start = options.initialCentroids();
        if (start.length != (long) options.clusters() * points.dimensions()) {
            throw new IllegalArgumentException("the given centroids have " + start.length + " values; "
                    + options.clusters() + " clusters of " + points.dimensions() + " dimensions have "
                    + (long) options.clusters() * points.dimensions());
        }
        for (int i = 0; i < start.length; i++) {
            if (!Float.isFinite(start[i])) {
                throw new IllegalArgumentException("given centroid " + i / points.dimensions() + ", column "
                        + i % points.dimensions() + " is " + start[i] + "; every value must be finite");
            }
        }
    }
}
