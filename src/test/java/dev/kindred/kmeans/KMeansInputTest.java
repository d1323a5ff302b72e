package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import dev.kindred.vector.FloatMatrix;

/** What is refused, and how it is said. */
class KMeansInputTest {

    @Test
    void optionsOutOfRangeAreRefused() {
        refused("clusters is 0", () -> KMeansOptions.clusters(0));
        refused("restarts is 0", () -> KMeansOptions.clusters(1).withRestarts(0));
        refused("maxIterations is 0", () -> KMeansOptions.clusters(1).withMaxIterations(0));
        refused("tolerance is -1.0", () -> KMeansOptions.clusters(1).withTolerance(-1));
        refused("tolerance is NaN", () -> KMeansOptions.clusters(1).withTolerance(Double.NaN));
        refused("threads is 0", () -> KMeansOptions.clusters(1).withThreads(0));
        refused("memoryBudget is -1", () -> KMeansOptions.clusters(1).withMemoryBudget(-1));
    }

    @Test
    void noRowsAreRefused() {
        refused("no rows", () -> fit(new float[0], 1, 1));
    }

    @Test
    void moreClustersThanRowsAreRefused() {
        refused("only 3 rows", () -> fit(new float[]{1, 2, 3}, 1, 4));
    }

    @Test
    void moreClustersThanDifferentRowsAreRefused() {
        refused("only 2 different rows", () -> fit(new float[]{1, 2, 2, 1, 1}, 1, 3));
        refused("only 2 different rows", () -> fit(new float[]{0, -0f, 1}, 1, 3));
        refused("only 2 different rows", () -> KMeans.fit(FloatMatrix.of(new float[]{1, 2, 2}, 1),
                KMeansOptions.clusters(3).withStart(new float[]{1, 2, 3})));
        refused("only 2 different rows with a positive weight",
                () -> KMeans.fit(FloatMatrix.of(new float[]{1, 2, 3}, 1),
                        new float[]{1, 0, 1}, KMeansOptions.clusters(3), Progress.SILENT, () -> false));
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() {
        for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] points = TestPoints.blobs(new Random(1), 9000, 3, 2, 1);
            points[3 * 8000 + 2] = bad;
            refused("row 8000, column 2 is " + bad, () -> fit(points, 3, 2));
        }
    }

    @Test
    void badWeightsAreRefused() {
        refused("2 weights for 3 rows", () -> fit(new float[]{1, 1}));
        refused("weight of row 1 is -1.0", () -> fit(new float[]{1, -1, 1}));
        refused("weight of row 2 is NaN", () -> fit(new float[]{1, 1, Float.NaN}));
        refused("weight of row 0 is Infinity", () -> fit(new float[]{Float.POSITIVE_INFINITY, 1, 1}));
        refused("all weights are 0", () -> fit(new float[]{0, 0, 0}));
    }

    @Test
    void badStartsAreRefused() {
        FloatMatrix points = FloatMatrix.of(new float[]{1, 2, 3, 4}, 2);
        refused("2 clusters of 2 dimensions have 4",
                () -> KMeans.fit(points, KMeansOptions.clusters(2).withStart(new float[3])));
        refused("given centroid 1, column 0 is NaN",
                () -> KMeans.fit(points, KMeansOptions.clusters(2).withStart(new float[]{1, 2, Float.NaN, 4})));
    }

    @Test
    void aZeroRowIsRefusedForTheCosineMetric() {
        refused("row 1 is all zeros", () -> KMeans.fit(FloatMatrix.of(new float[]{1, 2, 0, -0f, 3, 4}, 2),
                KMeansOptions.clusters(2).withMetric(KMeansMetric.COSINE)));
    }

    @Test
    void aCancelledFitEndsWithinASecond() {
        float[] points = TestPoints.blobs(new Random(2), 100_000, 32, 300, 3);
        long[] asked = {0};
        long start = System.nanoTime();
        assertThrows(CancellationException.class, () -> KMeans.fit(FloatMatrix.of(points, 32), null,
                KMeansOptions.clusters(300).withTolerance(0), Progress.SILENT, () -> {
                    boolean due = System.nanoTime() - start > 300_000_000L;
                    if (due && asked[0] == 0) {
                        asked[0] = System.nanoTime();
                    }
                    return due;
                }));
        assertTrue(System.nanoTime() - asked[0] < 3_000_000_000L); // a second, and room for a busy machine
    }

    @Test
    void aFitCancelledBeforeItStartsDoesNothing() {
        assertThrows(CancellationException.class, () -> KMeans.fit(FloatMatrix.of(new float[]{1, 2}, 1), null,
                KMeansOptions.clusters(1), Progress.SILENT, () -> true));
    }

    @Test
    void threadsEndWithTheFit() throws InterruptedException {
        fit(TestPoints.blobs(new Random(3), 5000, 3, 2, 1), 3, 2);
        for (int wait = 0; wait < 100 && running() > 0; wait++) {
            Thread.sleep(10);
        }
        assertEquals(0, running());
    }

    private static long running() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("kmeans")).count();
    }

    private static void fit(float[] weights) {
        KMeans.fit(FloatMatrix.of(new float[]{1, 2, 3}, 1), weights, KMeansOptions.clusters(2), Progress.SILENT,
                () -> false);
    }

    private static void fit(float[] points, int dimensions, int clusters) {
        KMeans.fit(FloatMatrix.of(points, dimensions), KMeansOptions.clusters(clusters).withThreads(2));
    }

    private static void refused(String words, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(words), message);
    }
}
