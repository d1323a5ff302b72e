package dev.kindred.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kindred.kmeans.NearestRows.Distance;

class RangeSearchTest {

    private static final int[] DIMENSIONS = {1, 3, 4, 16, 17, 40};
    private static final int[] POINTS = {1, 63, 64, 65, 700};
    private static final int ROWS = 9;

    /** Far more than float32 may add to a range. */
    private static final double SLACK = 1e-3;

    @ParameterizedTest
    @EnumSource
    void allWithinTheRangesAreFoundAndNoneThatIsClearlyBeyond(Distance distance) {
        Random random = new Random(11);
        for (int dimensions : DIMENSIONS) {
            float[] rows = TestPoints.blobs(random, ROWS, dimensions, 3, 0.5);
            for (int count : POINTS) {
                float[] points = TestPoints.blobs(random, count, dimensions, 5, 1);
                System.arraycopy(rows, 0, points, 0, dimensions); // one point is a row itself
                double[] ranges = IntStream.range(0, ROWS)
                        .mapToDouble(row -> tenthNearest(rows, row, points, dimensions, distance)).toArray();
                check(rows, points, dimensions, ranges, distance);
            }
        }
    }

    private static void check(float[] rows, float[] points, int dimensions, double[] ranges, Distance distance) {
        List<List<Integer>> found = found(rows, points, dimensions, ranges, distance);
        for (int row = 0; row < ROWS; row++) {
            double range = ranges[row];
            double[] distances = distances(rows, row, points, dimensions, distance);
            assertThat(found.get(row)).as("%s, %d dimensions, row %d", distance, dimensions, row)
                    .doesNotHaveDuplicates()
                    .containsAll(IntStream.range(0, distances.length).filter(i -> distances[i] <= range).boxed()
                            .toList())
                    .allMatch(i -> distances[i] <= range + SLACK * Math.max(1, Math.abs(range)));
        }
    }

    private static List<List<Integer>> found(float[] rows, float[] points, int dimensions, double[] ranges,
            Distance distance) {
        List<List<Integer>> found = IntStream.range(0, ranges.length)
                .<List<Integer>>mapToObj(row -> new ArrayList<>()).toList();
        try (Workers workers = new Workers(3, () -> false)) {
            new RangeSearch(rows, dimensions, ranges, distance).search(workers, points, points.length / dimensions,
                    (row, point) -> {
                        synchronized (found) {
                            found.get(row).add(point);
                        }
                    });
        }
        return found;
    }

    private static double tenthNearest(float[] rows, int row, float[] points, int dimensions, Distance distance) {
        double[] sorted = Arrays.stream(distances(rows, row, points, dimensions, distance)).sorted().toArray();
        return sorted[Math.min(9, sorted.length - 1)];
    }

    private static double[] distances(float[] rows, int row, float[] points, int dimensions, Distance distance) {
        return IntStream.range(0, points.length / dimensions)
                .mapToDouble(
                        point -> TestPoints.distance(rows, row * dimensions, points, point * dimensions, dimensions,
                                distance))
                .toArray();
    }

    @Test
    void rowsWithoutDistanceToOthersFindTheirDuplicates() {
        float[] points = {3, 4, 0, 0, 3, 4, 3.001f, 4};

        for (Distance distance : List.of(Distance.L2, Distance.L1)) {
            assertThat(found(new float[]{3, 4}, points, 2, new double[]{0}, distance).get(0))
                    .containsExactlyInAnyOrder(0, 2);
        }
    }

    @Test
    void pointsWithoutDirectionAreNearNobodyByCosine() {
        assertThat(found(new float[]{3, 4}, new float[]{0, 0, 6, 8, -3, -4}, 2, new double[]{2}, Distance.COSINE)
                .get(0)).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void aCancelledSearchEnds() {
        RangeSearch search = new RangeSearch(new float[]{1, 2}, 2, new double[]{1}, Distance.L2);
        try (Workers workers = new Workers(2, () -> true)) {
            assertThatThrownBy(() -> search.search(workers, new float[]{1, 2}, 1, (row, point) -> {
            }))
                    .isInstanceOf(CancellationException.class);
        }
    }
}
