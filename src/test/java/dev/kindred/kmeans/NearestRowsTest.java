package dev.kindred.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kindred.kmeans.NearestRows.Distance;

class NearestRowsTest {

    private static final int[] DIMENSIONS = {1, 2, 3, 6, 16, 33};
    private static final int[] POINTS = {1, 63, 64, 65, 4_200};
    private static final int[] ROWS = {1, 3, 4, 5, 127, 129, 400};

    @ParameterizedTest
    @EnumSource
    void distancesAreThoseOfAllPairsInDouble(Distance distance) {
        Random random = new Random(5);
        for (int dimensions : DIMENSIONS) {
            for (int rows : ROWS) {
                float[] near = TestPoints.blobs(random, rows, dimensions, 3, 0.3);
                for (int count : POINTS) {
                    float[] points = TestPoints.blobs(random, count, dimensions, 5, 1);
                    System.arraycopy(near, 0, points, 0, dimensions); // one point is a row itself
                    for (DistanceKernel kernel : List.of(new PlainKernel(), Kernels.best())) {
                        check(points, near, dimensions, distance, kernel);
                    }
                }
            }
        }
    }

    private static void check(float[] points, float[] rows, int dimensions, Distance distance, DistanceKernel kernel) {
        int count = points.length / dimensions;
        double[] nearest = new double[count];
        try (NearestRows search = new NearestRows(rows, dimensions, distance, 3, () -> false, kernel)) {
            search.measure(points, count, nearest);
        }
        for (int point = 0; point < count; point++) {
            double expected = bruteForce(points, point, rows, dimensions, distance);
            assertThat(nearest[point]).as("point %d of %d × %d, %d rows", point, count, dimensions, rows.length)
                    .isEqualTo(expected, within(4e-6 * Math.max(1, Math.abs(expected))));
        }
    }

    private static double bruteForce(float[] points, int point, float[] rows, int dimensions, Distance distance) {
        return IntStream.range(0, rows.length / dimensions)
                .mapToDouble(row -> TestPoints.distance(points, point * dimensions, rows, row * dimensions, dimensions,
                        distance))
                .min().orElseThrow();
    }

    @Test
    void aPointThatIsARowIsAtDistanceZeroHoweverFarFromTheOrigin() {
        float[] rows = {2_020.5f, 1e6f, 2_021.25f, 1e6f, 1_990, 3};
        double[] nearest = new double[4];
        try (NearestRows search = new NearestRows(rows, 2, Distance.L2, 1, () -> false)) {
            search.measure(new float[]{2_021.25f, 1e6f, 1_990, 3, 2_020.5f, 1e6f, 1_990, 7}, 4, nearest);
        }
        assertThat(nearest).containsExactly(0, 0, 0, 4);
    }

    @Test
    void squaresBeyondFloat32AreStillRanked() {
        double[] nearest = new double[2];
        try (NearestRows search = new NearestRows(new float[]{1e25f, 0, -1e25f, 0}, 2, Distance.L2, 1, () -> false)) {
            search.measure(new float[]{1e25f, 3e24f, -1e25f, 1e24f}, 2, nearest);
        }
        assertThat(nearest[0]).isEqualTo(3e24, within(1e18));
        assertThat(nearest[1]).isEqualTo(1e24, within(1e18));
    }

    @Test
    void anAllZeroPointHasNoCosineDistance() {
        double[] nearest = new double[2];
        try (NearestRows search = new NearestRows(new float[]{3, 4}, 2, Distance.COSINE, 1, () -> false)) {
            search.measure(new float[]{0, 0, 6, 8}, 2, nearest);
        }
        assertThat(nearest[0]).isNaN();
        assertThat(nearest[1]).isEqualTo(0, within(1e-12));
    }

    @Test
    void rowsThatRepeatEachOtherCostNoMoreThanOne() {
        float[] rows = new float[2 * 50_000];
        for (int row = 0; row < 50_000; row++) {
            rows[2 * row] = row % 3;
        }
        float[] points = new float[2 * 20_000];
        Arrays.fill(points, 0.5f);
        double[] nearest = new double[20_000];
        long start = System.nanoTime();
        try (NearestRows search = new NearestRows(rows, 2, Distance.L2, 1, () -> false)) {
            search.measure(points, nearest.length, nearest);
        }
        assertThat(nearest[19_999]).isEqualTo(Math.sqrt(0.5), within(1e-12));
        // 10⁹ pairs in double would take several seconds.
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    @Test
    void rowsWithoutADirectionAndHalfRowsAreRefused() {
        assertThatThrownBy(() -> new NearestRows(new float[]{1, 0, 0, 0}, 2, Distance.COSINE, 1, () -> false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("all-zero");
        assertThatThrownBy(() -> new NearestRows(new float[3], 2, Distance.L2, 1, () -> false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("whole rows");
        assertThatThrownBy(() -> new NearestRows(new float[0], 2, Distance.L2, 1, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCancelledSearchEnds() {
        try (NearestRows search = new NearestRows(new float[]{1, 2}, 2, Distance.L1, 2, () -> true)) {
            assertThatThrownBy(() -> search.measure(new float[200], 100, new double[100]))
                    .isInstanceOf(CancellationException.class);
        }
    }
}
