package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.kindred.vector.FloatMatrix;

class CosineTest {

    private static final KMeansOptions TWO = KMeansOptions.clusters(2).withMetric(KMeansMetric.COSINE);

    @Test
    void lengthDoesNotMatter() {
        Clustering clustering = KMeans.fit(FloatMatrix.of(new float[]{1, 0, 100, 1, 0, 2, 1, 300}, 2), TWO);
        assertEquals(clustering.label(0), clustering.label(1));
        assertEquals(clustering.label(2), clustering.label(3));
    }

    @Test
    void inertiaIsTwiceTheSumOfCosineDistancesByHand() {
        // two rows at 0° and 90° share the centroid at 45°: each has the cosine distance 1 − cos 45°
        Clustering clustering = KMeans.fit(FloatMatrix.of(new float[]{3, 0, 0, 5}, 2), TWO.withClusters(1));
        double distance = 1 - Math.sqrt(0.5);
        assertEquals(2 * 2 * distance, clustering.inertia(), 1e-6);
        assertEquals(distance, clustering.meanDistances()[0], 1e-6);
        assertArrayEquals(new float[]{(float) Math.sqrt(0.5), (float) Math.sqrt(0.5)}, clustering.centroids(), 1e-6f);
    }

    @Test
    void centroidsHaveUnitLengthAndLabelsFollowTheCosine() {
        float[] points = TestPoints.blobs(new Random(1), 3000, 12, 6, 0.5);
        Clustering clustering = KMeans.fit(FloatMatrix.of(points, 12), TWO.withClusters(6));
        float[] centroids = clustering.centroids();
        for (int cluster = 0; cluster < 6; cluster++) {
            assertEquals(1, product(centroids, cluster, centroids, cluster), 1e-6);
        }
        for (int row = 0; row < 3000; row++) {
            double own = product(points, row, centroids, clustering.label(row));
            for (int cluster = 0; cluster < 6; cluster++) {
                double length = Math.sqrt(product(points, row, points, row));
                assertEquals(0, Math.max(0, product(points, row, centroids, cluster) - own) / length, 1e-6);
            }
        }
    }

    @Test
    void vectorsThatCancelOutLeaveTheCentroid() {
        Clustering clustering = KMeans.fit(FloatMatrix.of(new float[]{1, 0, -1, 0}, 2),
                TWO.withClusters(1).withStart(new float[]{0, 2}));
        assertArrayEquals(new float[]{0, 1}, clustering.centroids());
    }

    @Test
    void tinyAndHugeRowsHaveADirectionToo() {
        Clustering clustering = KMeans.fit(FloatMatrix.of(new float[]{1e-44f, 0, 1e38f, 0, 0, 1e-44f, 0, 1e38f}, 2),
                TWO);
        assertEquals(clustering.label(0), clustering.label(1));
        assertEquals(clustering.label(2), clustering.label(3));
        assertEquals(0, clustering.inertia(), 1e-12);
    }

    private static double product(float[] a, int rowA, float[] b, int rowB) {
        double product = 0;
        for (int column = 0; column < 12; column++) {
            product += (double) a[rowA * 12 + column] * b[rowB * 12 + column];
        }
        return product;
    }
}
