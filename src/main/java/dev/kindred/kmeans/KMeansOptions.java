package dev.kindred.kmeans;

/**
 * What a run is asked for; with the data it determines the outcome.
 *
 * @param clusters      k, at least 1 and at most the number of distinct points
 * @param restarts      how many starts are tried; the lowest inertia wins
 * @param maxIterations the most passes a start may take
 * @param tolerance     a run ends when the squared shift of its centroids is at most this share of the mean variance
 * @param seed          of every random choice
 */
public record KMeansOptions(int clusters, int restarts, int maxIterations, double tolerance, long seed) {

    /** The defaults of the field: 10 restarts, 300 iterations, tolerance 1e-4. */
    public static KMeansOptions of(int clusters, long seed) {
        return new KMeansOptions(clusters, 10, 300, 1e-4, seed);
    }
}
