package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.kindred.vector.FloatMatrix;

class RestartsTest {

    @Test
    void onLargeDataTheyCompeteOnASampleAndEndUpAsGoodAsFullRuns() {
        float[] points = TestPoints.blobs(new Random(1), 100_000, 4, 12, 0.25);
        FloatMatrix matrix = FloatMatrix.of(points, 4);
        Clustering clustering = KMeans.fit(matrix, KMeansOptions.clusters(12));
        assertEquals(16384, clustering.restartRows());
        double best = Double.POSITIVE_INFINITY;
        Random random = new Random(2);
        for (int start = 0; start < 20; start++) {
            float[] centroids = new float[48];
            for (int cluster = 0; cluster < 12; cluster++) {
                System.arraycopy(points, 4 * random.nextInt(100_000), centroids, 4 * cluster, 4);
            }
            best = Math.min(best, KMeans.fit(matrix, KMeansOptions.clusters(12).withStart(centroids)).inertia());
        }
        assertTrue(clustering.inertia() <= 1.001 * best, clustering.inertia() + " against " + best);
    }

    @Test
    void onSmallDataTheyCompeteOnAllRows() {
        float[] points = TestPoints.blobs(new Random(3), 1000, 4, 5, 0.5);
        Clustering clustering = KMeans.fit(FloatMatrix.of(points, 4), KMeansOptions.clusters(5));
        assertEquals(1000, clustering.restartRows());
    }

    @Test
    void moreOfThemNeverEndWorseOnTheRowsTheyCompeteOn() {
        float[] points = TestPoints.blobs(new Random(4), 2000, 2, 15, 0.1);
        double last = Double.POSITIVE_INFINITY;
        for (int restarts : new int[]{1, 3, 10, 20}) {
            double inertia = KMeans.fit(FloatMatrix.of(points, 2), KMeansOptions.clusters(15).withRestarts(restarts))
                    .inertia();
            assertTrue(inertia <= last * (1 + 1e-6));
            last = inertia;
        }
    }

    @Test
    void miniBatchesComeCloseToTheExactResult() {
        float[] points = TestPoints.blobs(new Random(5), 200_000, 3, 8, 0.3);
        FloatMatrix matrix = FloatMatrix.of(points, 3);
        Clustering exact = KMeans.fit(matrix, KMeansOptions.clusters(8));
        Clustering batches = KMeans.fit(matrix, KMeansOptions.clusters(8).withAlgorithm(KMeansAlgorithm.MINIBATCH));
        assertEquals(Clustering.Way.MINIBATCH, batches.way());
        assertEquals(exact.inertia(), batches.inertia(), 0.01 * exact.inertia());
        long rows = 0;
        for (long size : batches.sizes()) {
            rows += size;
        }
        assertEquals(200_000, rows);
    }
}
