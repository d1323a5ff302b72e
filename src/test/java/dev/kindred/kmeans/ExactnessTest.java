package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kindred.vector.FloatMatrix;

/** The bounded algorithm gives what plain Lloyd gives, on random shapes and with both kernels. */
class ExactnessTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void exactAgreesWithPlainLloyd(int seed) {
        Random random = new Random(seed);
        int dimensions = 1 + random.nextInt(20);
        int clusters = 1 + random.nextInt(seed % 3 == 0 ? 150 : 20);
        int rows = clusters * 2 + random.nextInt(6000);
        float[] points = TestPoints.blobs(random, rows, dimensions, clusters, 0.3 + random.nextDouble());
        float[] weights = seed % 4 == 0 ? TestPoints.weights(random, rows) : null;
        float[] start = Arrays.copyOf(points, clusters * dimensions);
        PlainLloyd expected = new PlainLloyd(points, weights, dimensions, start);
        expected.run(40);
        for (DistanceKernel kernel : new DistanceKernel[]{new PlainKernel(), new VectorKernel()}) {
            Clustering actual = KMeans.fit(FloatMatrix.of(points, dimensions), weights,
                    KMeansOptions.clusters(clusters).withStart(start).withTolerance(0).withMaxIterations(40),
                    Progress.SILENT, () -> false, kernel);
            assertArrayEquals(expected.labels, actual.labels(), kernel.name());
            assertArrayEquals(expected.centroids, actual.centroids(), 2e-6f);
            assertEquals(expected.inertia(), actual.inertia(), 1e-6 * expected.inertia());
        }
    }
}
