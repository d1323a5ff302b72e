package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kindred.vector.FloatMatrix;

/** Both kernels find the nearest and second nearest within the error that they own up to, for every loop tail. */
class DistanceKernelTest {

    private static final int[] CLUSTERS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 130})
    void kernelsAgreeWithDistancesInDouble(int dimensions) {
        Random random = new Random(dimensions);
        for (int clusters : CLUSTERS) {
            float[] points = normal(random, PointTile.WIDTH * dimensions);
            float[] centroids = normal(random, clusters * dimensions);
            check(new PlainKernel(), points, centroids, dimensions, 1);
            check(new VectorKernel(), points, centroids, dimensions, 1);
            check(new PlainKernel(), points, centroids, dimensions, Math.min(3, clusters));
            check(new VectorKernel(), points, centroids, dimensions, Math.min(3, clusters));
        }
    }

    private static void check(DistanceKernel kernel, float[] points, float[] centroids, int dimensions,
            int groupCount) {
        int clusters = centroids.length / dimensions;
        int[] groupOf = new int[clusters];
        for (int cluster = 0; cluster < clusters; cluster++) {
            groupOf[cluster] = cluster % groupCount;
        }
        CentroidGroups groups = new CentroidGroups(groupOf, groupCount, dimensions);
        groups.load(centroids);
        PointTile tile = new PointTile(dimensions, groupCount, groups.largestGroup);
        for (int lane = 0; lane < PointTile.WIDTH; lane++) {
            for (int column = 0; column < dimensions; column++) {
                tile.columns[column * PointTile.WIDTH + lane] = points[lane * dimensions + column];
            }
        }
        tile.square();
        tile.prepare(kernel, groups.largestNorm);
        for (int group = 0; group < groupCount; group++) {
            kernel.scan(tile, groups, group);
            for (int lane = 0; lane < PointTile.WIDTH; lane++) {
                check(tile, groups, group, lane, points, centroids);
            }
        }
    }

    private static void check(PointTile tile, CentroidGroups groups, int group, int lane, float[] points,
            float[] centroids) {
        double nearest = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < groups.groupOf.length; cluster++) {
            if (groups.groupOf[cluster] == group) {
                double square = square(tile.dimensions, lane, cluster, points, centroids);
                second = Math.min(second, Math.max(nearest, square));
                nearest = Math.min(nearest, square);
            }
        }
        int at = group * PointTile.WIDTH + lane;
        float slack = tile.slack[lane];
        checkBounds(nearest, tile.nearest[at], slack, groups.positionMask);
        int found = groups.clusters[groups.starts[group] + (tile.nearest[at] & groups.positionMask)];
        double foundSquare = square(tile.dimensions, lane, found, points, centroids);
        assertTrue(foundSquare <= nearest + 2 * slack + nearest * groups.positionMask * 0x1p-22, "not a nearest one");
        if (second < Double.POSITIVE_INFINITY) {
            checkBounds(second, tile.second[at], slack, groups.positionMask);
        } else {
            assertEquals(PointTile.NONE, tile.second[at] & ~groups.positionMask);
        }
    }

    private static void checkBounds(double square, int packed, float slack, int mask) {
        assertTrue(Float.intBitsToFloat(packed & ~mask) - 2.0 * slack <= square, "lower bound too high");
        assertTrue(square <= Float.intBitsToFloat(packed | mask), "upper bound too low");
    }

    private static double square(int dimensions, int lane, int cluster, float[] points, float[] centroids) {
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            double difference = (double) points[lane * dimensions + column] - centroids[cluster * dimensions + column];
            square += difference * difference;
        }
        return square;
    }

    private static float[] normal(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void theKernelMayChangeInTheMiddleOfAFit() {
        float[] points = normal(new Random(1), 400_000);
        KMeansOptions options = KMeansOptions.clusters(20).withRestarts(1).withTolerance(0).withMaxIterations(30);
        Clustering expected = fit(points, options, new PlainKernel());
        Clustering actual = fit(points, options, new WarmingKernel(new VectorKernel()));
        assertArrayEquals(expected.centroids(), actual.centroids());
        assertArrayEquals(expected.labels(), actual.labels());
    }

    private static Clustering fit(float[] points, KMeansOptions options, DistanceKernel kernel) {
        return KMeans.fit(FloatMatrix.of(points, 4), null, options, Progress.SILENT, () -> false, kernel);
    }

    @Test
    void vectorKernelIsChosenWhereItsModuleIsResolved() {
        assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "the tests run with the module");
        assertNotEquals("plain", Kernels.best().name());
    }

    @Test
    void plainKernelIsChosenWithoutTheModule() throws Exception {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(java, "-cp", classPath, FitWithoutModule.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals(0, process.waitFor());
    }
}
