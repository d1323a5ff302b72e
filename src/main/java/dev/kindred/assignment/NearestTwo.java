package dev.kindred.assignment;

import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.kmeans.NearestCentroids.Labels;

/** The nearest and the next nearest cluster of single points. */
final class NearestTwo implements AutoCloseable {

    private final NearestCentroids centroids;
    private final Labels labels = new Labels(1);

    NearestTwo(Clusters clusters) {
        centroids = new NearestCentroids(clusters.centroids(), clusters.dimensions(), clusters.isCosine(), 1,
                () -> false);
    }

    /**
     * What was found.
     *
     * @param cluster  -1 for a point without direction under the cosine distance
     * @param runnerUp -1 where there is none
     */
    record Found(int cluster, double distance, int runnerUp, double runnerUpDistance) {}

    Found of(float[] point) {
        centroids.assign(point, 1, labels);
        return new Found(labels.cluster[0], labels.distance[0], labels.runnerUp[0], labels.runnerUpDistance[0]);
    }

    @Override
    public void close() {
        centroids.close();
    }
}
