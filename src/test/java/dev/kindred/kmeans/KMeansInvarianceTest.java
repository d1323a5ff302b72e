package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kindred.vector.FloatMatrix;
import dev.kindred.vector.FloatMatrixBuilder;

/** What must not change the result: threads, kernel, where the points live, offsets and scales. */
class KMeansInvarianceTest {

    private static final int DIMENSIONS = 5;
    private static final float[] POINTS = TestPoints.blobs(new Random(1), 50_000, DIMENSIONS, 9, 0.6);

    @ParameterizedTest
    @EnumSource(KMeansAlgorithm.class)
    void sameSeedGivesSameBytes(KMeansAlgorithm algorithm) {
        KMeansOptions options = KMeansOptions.clusters(9).withAlgorithm(algorithm).withSeed(42).withRestarts(3);
        assertSame(fit(options), fit(options));
    }

    @ParameterizedTest
    @EnumSource(KMeansAlgorithm.class)
    void anyNumberOfThreadsGivesSameBytes(KMeansAlgorithm algorithm) {
        KMeansOptions options = KMeansOptions.clusters(9).withAlgorithm(algorithm).withRestarts(3);
        Clustering expected = fit(options.withThreads(1));
        for (int threads : new int[]{2, 3, 7}) {
            assertSame(expected, fit(options.withThreads(threads)));
        }
    }

    @ParameterizedTest
    @EnumSource(KMeansMetric.class)
    void bothKernelsGiveSameBytes(KMeansMetric metric) {
        KMeansOptions options = KMeansOptions.clusters(9).withMetric(metric).withRestarts(2);
        FloatMatrix points = FloatMatrix.of(POINTS, DIMENSIONS);
        assertSame(KMeans.fit(points, null, options, Progress.SILENT, () -> false, new PlainKernel()),
                KMeans.fit(points, null, options, Progress.SILENT, () -> false, new VectorKernel()));
    }

    @Test
    void anyNumberOfBoundsGivesSameBytes() {
        float[] points = TestPoints.blobs(new Random(2), 4000, 4, 600, 0.2);
        KMeansOptions options = KMeansOptions.clusters(600).withStart(Arrays.copyOf(points, 2400)).withTolerance(0);
        FloatMatrix matrix = FloatMatrix.of(points, 4);
        Clustering frugal = KMeans.fit(matrix, options.withMemoryBudget(0));
        assertSame(frugal, KMeans.fit(matrix, options.withMemoryBudget(1 << 30)));
        PlainLloyd expected = new PlainLloyd(points, null, 4, options.initialCentroids());
        expected.run(300);
        assertArrayEquals(expected.labels, frugal.labels());
    }

    @ParameterizedTest
    @EnumSource(KMeansMetric.class)
    void spooledAndInMemoryGiveSameBytes(KMeansMetric metric, @TempDir Path directory) {
        KMeansOptions options = KMeansOptions.clusters(9).withMetric(metric).withRestarts(2);
        try (FloatMatrixBuilder builder = new FloatMatrixBuilder(DIMENSIONS).memoryBudget(100_000)
                .spool(directory, Long.MAX_VALUE)) {
            builder.append(POINTS, 0, POINTS.length / DIMENSIONS);
            try (FloatMatrix spooled = builder.finish()) {
                Clustering actual = KMeans.fit(spooled, options);
                assertSame(fit(options), actual);
                assertEquals(Clustering.Way.EXACT_SPOOLED, actual.way());
                assertEquals(Clustering.Way.EXACT_IN_MEMORY, fit(options).way());
            }
        }
    }

    @Test
    void thePointsAreNotChanged() {
        float[] before = POINTS.clone();
        fit(KMeansOptions.clusters(3));
        fit(KMeansOptions.clusters(3).withMetric(KMeansMetric.COSINE));
        assertArrayEquals(before, POINTS);
    }

    @Test
    void offsetsCostNoPrecision() {
        Random random = new Random(3);
        for (float offset : new float[]{2000, 1e6f, 1.7e9f}) {
            float grid = Math.ulp(offset);
            float[] near = new float[6000];
            float[] far = new float[6000];
            for (int i = 0; i < near.length; i++) {
                near[i] = grid * (random.nextInt(100) + 1000 * random.nextInt(4));
                far[i] = near[i] + offset;
            }
            Clustering expected = KMeans.fit(FloatMatrix.of(near, 2), KMeansOptions.clusters(7).withTolerance(0)
                    .withStart(Arrays.copyOf(near, 14)));
            Clustering actual = KMeans.fit(FloatMatrix.of(far, 2), KMeansOptions.clusters(7).withTolerance(0)
                    .withStart(Arrays.copyOf(far, 14)));
            // the centroids themselves are float32 in original coordinates, so they lie up to half an ulp off
            int different = 0;
            for (int row = 0; row < 3000; row++) {
                different += expected.label(row) == actual.label(row) ? 0 : 1;
            }
            assertEquals(0, different, 30, "rows labelled otherwise with offset " + offset);
            assertEquals(expected.inertia(), actual.inertia(), 1e-3 * expected.inertia());
        }
    }

    @Test
    void hugeAndTinyValuesAreClusteredAlike() {
        float[] shape = {1, 1.25f, 1.5f, 7, 7.25f, 7.5f, -3, -3.25f};
        int[] expected = KMeans.fit(FloatMatrix.of(shape, 1), KMeansOptions.clusters(3).withSeed(1)).labels();
        for (float scale : new float[]{0x1p50f, 0x1p120f, 0x1p-50f, 0x1p-146f}) {
            float[] scaled = new float[shape.length];
            for (int i = 0; i < shape.length; i++) {
                scaled[i] = shape[i] * scale;
            }
            Clustering actual = KMeans.fit(FloatMatrix.of(scaled, 1), KMeansOptions.clusters(3).withSeed(1));
            assertArrayEquals(expected, actual.labels(), "scale " + scale);
        }
    }

    @Test
    void aFewHugeValuesDoNotBlurTheOthers() {
        float[] points = new float[1003];
        for (int row = 0; row < 1000; row++) {
            points[row] = row % 2 == 0 ? 1 : 2;
        }
        points[1000] = 1e15f;
        points[1001] = -1e15f;
        points[1002] = 1e15f;
        Clustering clustering = KMeans.fit(FloatMatrix.of(points, 1),
                KMeansOptions.clusters(4).withStart(new float[]{0.9f, 2.1f, 9e14f, -9e14f}).withTolerance(0));
        assertArrayEquals(new float[]{1, 2, 1e15f, -1e15f}, clustering.centroids());
        assertEquals(0, clustering.inertia());
    }

    @Test
    void aConstantColumnChangesNothing() {
        float[] wide = new float[POINTS.length / DIMENSIONS * (DIMENSIONS + 1)];
        for (int row = 0; row < POINTS.length / DIMENSIONS; row++) {
            System.arraycopy(POINTS, row * DIMENSIONS, wide, row * (DIMENSIONS + 1), DIMENSIONS);
            wide[row * (DIMENSIONS + 1) + DIMENSIONS] = 12345.678f;
        }
        KMeansOptions options = KMeansOptions.clusters(4).withRestarts(1);
        Clustering actual = KMeans.fit(FloatMatrix.of(wide, DIMENSIONS + 1), options);
        Clustering expected = fit(options);
        for (int cluster = 0; cluster < 4; cluster++) {
            assertEquals(12345.678f, actual.centroids()[cluster * (DIMENSIONS + 1) + DIMENSIONS]);
        }
        assertEquals(expected.inertia(), actual.inertia(), 0.05 * expected.inertia());
    }

    private static Clustering fit(KMeansOptions options) {
        return KMeans.fit(FloatMatrix.of(POINTS, DIMENSIONS), options);
    }

    private static void assertSame(Clustering expected, Clustering actual) {
        assertArrayEquals(bits(expected.centroids()), bits(actual.centroids()));
        assertArrayEquals(expected.labels(), actual.labels());
        assertArrayEquals(expected.sizes(), actual.sizes());
        assertEquals(expected.inertia(), actual.inertia());
        assertEquals(expected.iterations(), actual.iterations());
        assertArrayEquals(expected.meanDistances(), actual.meanDistances());
        assertArrayEquals(expected.p99Distances(), actual.p99Distances());
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
