package dev.kindred.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.kindred.vector.FloatMatrix;

/** Many clusters from a sample. */
class QuickTest {

    private static final KMeansOptions QUICK = KMeansOptions.clusters(100).withAlgorithm(KMeansAlgorithm.QUICK)
            .withRestarts(1).withSeed(3);

    private final float[] values = TestPoints.blobs(new Random(1), 60_000, 4, 40, 0.3);
    private final FloatMatrix points = FloatMatrix.of(values, 4);

    @Test
    void centroidsComeFromASampleAndSizesFromAllRows() {
        Clustering quick = KMeans.fit(points, QUICK);

        assertThat(quick.way()).isEqualTo(Clustering.Way.QUICK);
        assertThat(quick.restartRows()).isEqualTo(256 * 100);
        assertThat(quick.rows()).isEqualTo(60_000);
        long[] sizes = new long[100];
        double inertia = 0;
        float[] centroids = quick.centroids();
        for (int row = 0; row < 60_000; row++) {
            int from = 4 * row;
            int nearest = 0;
            for (int cluster = 1; cluster < 100; cluster++) {
                nearest = square(from, centroids, cluster) < square(from, centroids, nearest) ? cluster : nearest;
            }
            sizes[nearest]++;
            inertia += square(from, centroids, nearest);
        }
        assertThat(quick.sizes()).isEqualTo(sizes);
        assertThat(quick.inertia()).isCloseTo(inertia, within(1e-6 * inertia));
    }

    private double square(int from, float[] centroids, int cluster) {
        return IntStream.range(0, 4).mapToDouble(j -> (double) values[from + j] - centroids[4 * cluster + j])
                .map(difference -> difference * difference).sum();
    }

    @Test
    void itIsNearlyAsGoodAsTheWholeFit() {
        double whole = KMeans.fit(points, QUICK.withAlgorithm(KMeansAlgorithm.EXACT)).inertia();

        assertThat(KMeans.fit(points, QUICK).inertia()).isBetween(whole, 1.02 * whole);
    }

    @Test
    void aSeedGivesTheSameCentroidsOnAnyNumberOfThreads() {
        float[] one = KMeans.fit(points, QUICK.withThreads(1)).centroids();

        assertThat(KMeans.fit(points, QUICK.withThreads(3)).centroids()).isEqualTo(one);
        assertThat(KMeans.fit(points, QUICK.withSeed(4)).centroids()).isNotEqualTo(one);
    }
}
