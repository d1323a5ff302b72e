package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.junit.jupiter.api.Test;

import dev.kindred.vector.FloatMatrix;

/** Quality measures, by hand and by the textbook. */
class QualityTest {

    /** Two clusters: 0, 2 about 1, and 10, 14 about 12. */
    private static final FloatMatrix POINTS = FloatMatrix.of(new float[]{0, 2, 10, 14}, 1);
    private static final Clustering TWO = KMeans.fit(POINTS, KMeansOptions.clusters(2).withStart(new float[]{1, 12}));

    @Test
    void daviesBouldinByHand() {
        assertEquals((1 + 2) / 11.0, TWO.daviesBouldin(), 1e-9);
    }

    @Test
    void calinskiHarabaszByHand() {
        // mean 6.5: total 0 → 42.25 + 20.25 + 12.25 + 56.25 = 131; within 1 + 1 + 4 + 4 = 10
        assertEquals((131 - 10) / (10 / 2.0), TWO.calinskiHarabasz(), 1e-4);
    }

    @Test
    void silhouetteByHand() {
        // 0: own 2, other (10 + 14)/2; 2: own 2, other (8 + 12)/2; 10: own 4, other (10 + 8)/2; 14: own 4, other 13
        double expected = (10 / 12.0 + 8 / 10.0 + 5 / 9.0 + 9 / 13.0) / 4;
        Silhouette silhouette = Silhouette.of(POINTS, TWO);
        assertEquals(expected, silhouette.mean(), 1e-9);
        assertFalse(silhouette.sampled());
        assertEquals(4, silhouette.rows());
    }

    @Test
    void aRowAloneInItsClusterHasSilhouetteZero() {
        FloatMatrix points = FloatMatrix.of(new float[]{0, 2, 10}, 1);
        Clustering clustering = KMeans.fit(points, KMeansOptions.clusters(2).withStart(new float[]{1, 10}));
        assertEquals((8 / 10.0 + 6 / 8.0 + 0) / 3, Silhouette.of(points, clustering).mean(), 1e-9);
    }

    @Test
    void silhouetteOfLargeDataIsSampledAndSaysSo() {
        FloatMatrix points = FloatMatrix.of(TestPoints.blobs(new Random(1), 20_000, 4, 3, 0.4), 4);
        Clustering clustering = KMeans.fit(points, KMeansOptions.clusters(3));
        Silhouette sampled = Silhouette.of(points, clustering, 1000, 7);
        assertTrue(sampled.sampled());
        assertEquals(1000, sampled.rows());
        assertEquals(Silhouette.of(points, clustering).mean(), sampled.mean(), 0.03);
        assertEquals(sampled, Silhouette.of(points, clustering, 1000, 7));
    }

    @Test
    void oneClusterHasNoSilhouette() {
        Clustering one = KMeans.fit(POINTS, KMeansOptions.clusters(1));
        assertTrue(Double.isNaN(Silhouette.of(POINTS, one).mean()));
    }

    @Test
    void silhouetteOfOtherPointsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Silhouette.of(FloatMatrix.of(new float[3], 1), TWO));
    }

    @Test
    void distancesAreSummedUpPerCluster() {
        float[] points = TestPoints.blobs(new Random(2), 7000, 3, 4, 0.5);
        Clustering clustering = KMeans.fit(FloatMatrix.of(points, 3), KMeansOptions.clusters(4));
        float[] centroids = clustering.centroids();
        for (int cluster = 0; cluster < 4; cluster++) {
            double[] distances = new double[(int) clustering.sizes()[cluster]];
            int filled = 0;
            for (int row = 0; row < 7000; row++) {
                if (clustering.label(row) == cluster) {
                    double square = 0;
                    for (int column = 0; column < 3; column++) {
                        square += Math.pow((double) points[row * 3 + column] - centroids[cluster * 3 + column], 2);
                    }
                    distances[filled++] = Math.sqrt(square);
                }
            }
            assertEquals(distances.length, filled);
            Arrays.sort(distances);
            assertEquals(new Mean().evaluate(distances), clustering.meanDistances()[cluster], 1e-6);
            assertEquals(distances[(int) Math.ceil(0.99 * filled) - 1], clustering.p99Distances()[cluster], 1e-6);
        }
    }
}
