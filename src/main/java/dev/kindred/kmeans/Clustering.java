package dev.kindred.kmeans;

/**
 * The outcome of a run. Sizes and inertia are those of one last assignment to exactly these float32 centroids.
 *
 * @param centroids  k × d, row-major
 * @param sizes      points in each cluster
 * @param inertia    sum of squared distances of the points to their centroid
 * @param iterations passes that the winning start took
 */
public record Clustering(int clusters, int dimensions, float[] centroids, long[] sizes, double inertia,
        int iterations) {}
