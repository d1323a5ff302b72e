package dev.kindred.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.commons.math3.ml.clustering.Cluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.DBSCANClusterer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kindred.vector.FloatMatrix;

/** Against commons-math3's DBSCAN, and against the definition. */
class DbscanTest {

    private static DensityLabels fit(float[] points, int dimensions, double epsilon, int minPoints) {
        return Dbscan.fit(FloatMatrix.of(points.clone(), dimensions), false, epsilon, minPoints, 2, (share, phase) -> {
        }, () -> false);
    }

    /** A row that knows its number. */
    private record Row(int number, double[] values) implements Clusterable {
        @Override
        public double[] getPoint() {
            return values;
        }
    }

    private static List<Row> rows(float[] points, int dimensions) {
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < points.length / dimensions; row++) {
            int from = row * dimensions;
            rows.add(new Row(row, IntStream.range(0, dimensions).mapToDouble(j -> points[from + j]).toArray()));
        }
        return rows;
    }

    private static double distance(Row one, Row other) {
        double sum = 0;
        for (int j = 0; j < one.values.length; j++) {
            sum += (one.values[j] - other.values[j]) * (one.values[j] - other.values[j]);
        }
        return Math.sqrt(sum);
    }

    /** Core points by the definition: plain loops over all pairs. */
    private static boolean[] cores(List<Row> rows, double epsilon, int minPoints) {
        boolean[] cores = new boolean[rows.size()];
        for (Row row : rows) {
            cores[row.number] = rows.stream().filter(other -> distance(row, other) <= epsilon).count() >= minPoints;
        }
        return cores;
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("uniform, sparse", Shapes.uniform(1_500, 2, 1), 2, 0.02, 4),
                Arguments.of("uniform, near the threshold of one cluster", Shapes.uniform(1_500, 2, 2), 2, 0.04, 5),
                Arguments.of("uniform, three dimensions", Shapes.uniform(1_500, 3, 3), 3, 0.09, 5),
                Arguments.of("uniform, seventeen dimensions", Shapes.uniform(700, 17, 4), 17, 1.05, 8),
                Arguments.of("blobs", Shapes.blobs(400, 4, 5, 0.5, 1, 2), 4, 1.2, 6),
                Arguments.of("rings", Shapes.rings(1_000, 6), 2, 0.5, 5),
                Arguments.of("moons", Shapes.moons(1_000, 7), 2, 0.12, 5),
                Arguments.of("a grid with ties", Shapes.grid(300, 3, 8), 3, 1, 4),
                Arguments.of("a denser grid with ties", Shapes.grid(900, 3, 9), 3, 1, 12),
                Arguments.of("every point a core point", Shapes.uniform(500, 2, 10), 2, 0.05, 1),
                Arguments.of("fewer rows than a block", Shapes.uniform(20, 2, 11), 2, 0.2, 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void corePointsFallIntoTheSameClustersAsThoseOfCommonsMath(String name, float[] points, int dimensions,
            double epsilon, int minPoints) {
        List<Row> rows = rows(points, dimensions);
        boolean[] cores = cores(rows, epsilon, minPoints);
        // It doesn't count a point among its own neighbours.
        List<Cluster<Row>> expected = new DBSCANClusterer<Row>(epsilon, minPoints - 1).cluster(rows);

        DensityLabels found = fit(points, dimensions, epsilon, minPoints);

        Map<Integer, Set<Integer>> expectedCores = new HashMap<>();
        for (int cluster = 0; cluster < expected.size(); cluster++) {
            Set<Integer> members = new HashSet<>();
            expected.get(cluster).getPoints().stream().filter(row -> cores[row.number])
                    .forEach(row -> members.add(row.number));
            expectedCores.put(cluster, members);
        }
        Map<Integer, Set<Integer>> foundCores = new HashMap<>();
        for (int row = 0; row < cores.length; row++) {
            if (cores[row]) {
                foundCores.computeIfAbsent(found.labels()[row], label -> new HashSet<>()).add(row);
            }
        }
        assertThat(found.clusters()).isEqualTo(expected.size());
        assertThat(foundCores.values()).containsExactlyInAnyOrderElementsOf(expectedCores.values());
        everyOtherPointFollowsItsNearestCorePoint(rows, cores, found.labels(), epsilon);
    }

    private static void everyOtherPointFollowsItsNearestCorePoint(List<Row> rows, boolean[] cores, int[] labels,
            double epsilon) {
        for (Row row : rows) {
            if (!cores[row.number]) {
                int expected = DensityLabels.NOISE;
                double nearest = Double.POSITIVE_INFINITY;
                for (Row other : rows) {
                    double distance = distance(row, other);
                    if (cores[other.number] && distance <= epsilon && distance < nearest) {
                        nearest = distance;
                        expected = labels[other.number];
                    }
                }
                assertThat(labels[row.number]).as("row %d", row.number).isEqualTo(expected);
            }
        }
    }

    @Test
    void ringsAreTheClustersThatTheyLookLike() {
        int[] labels = fit(Shapes.rings(2_000, 12), 2, 0.6, 5).labels();

        assertThat(labels).isEqualTo(IntStream.range(0, 2_000).map(row -> row % 2).toArray());
    }

    @Test
    void farPointsAreAllNoiseAndNearOnesAllOneCluster() {
        float[] points = Shapes.uniform(300, 2, 13);

        assertThat(fit(points, 2, 1e-6, 2)).satisfies(none -> {
            assertThat(none.clusters()).isZero();
            assertThat(none.labels()).containsOnly(DensityLabels.NOISE);
        });
        for (double epsilon : new double[]{1.5, 1e30, 1e300}) {
            assertThat(fit(points, 2, epsilon, 300).labels()).containsOnly(0);
        }
        assertThat(fit(points, 2, 1e300, 301).clusters()).isZero();
    }

    @Test
    void aThousandCopiesOfTwoPointsAreTwoClusters() {
        float[] points = new float[2_000];
        Arrays.fill(points, 1_000, 2_000, 1);

        assertThat(fit(points, 1, 0.5, 1_000).clusters()).isEqualTo(2);
        assertThat(fit(points, 1, 0.5, 1_001).clusters()).isZero();
        assertThat(fit(points, 1, 1, 1_001).clusters()).isEqualTo(1);
    }

    @Test
    void aDistanceOfExactlyEpsilonIsWithin() {
        // 0.1f is a little more than 0.1, so that only distances in double tell these two apart.
        float[] points = {0, 0.1f};

        assertThat(fit(points, 1, 0.1f, 2).clusters()).isEqualTo(1);
        assertThat(fit(points, 1, 0.1, 2).clusters()).isZero();
    }

    @Test
    void farFromTheOriginDistancesKeepTheirDigits() {
        float[] points = {1.6e9f, 1.6e9f + 128, 1.6e9f + 384};

        assertThat(fit(points, 1, 128, 2).labels()).containsExactly(0, 0, DensityLabels.NOISE);
    }

    @Test
    void underCosineOnlyTheDirectionCounts() {
        // Two directions 45° apart, of any length; 1 − cos 45° = 0.293.
        float[] points = {1, 0, 100, 1, 0.01f, 0, 3, 3, 0.2f, 0.2f, 50, 51};
        FloatMatrix matrix = FloatMatrix.of(points, 2);

        assertThat(cosine(matrix, 0.01).labels()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(cosine(matrix, 0.28).clusters()).isEqualTo(2);
        assertThat(cosine(matrix, 0.3).clusters()).isEqualTo(1);
        assertThatThrownBy(() -> cosine(FloatMatrix.of(new float[]{1, 1, 0, 0}, 2), 0.1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("row 1 is all zeros");
    }

    private static DensityLabels cosine(FloatMatrix points, double epsilon) {
        return Dbscan.fit(points, true, epsilon, 2, 1, (share, phase) -> {
        }, () -> false);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        FloatMatrix points = FloatMatrix.of(Shapes.uniform(5_000, 2, 14), 2);

        int[] one = Dbscan.fit(points, false, 0.017, 5, 1, (share, phase) -> {
        }, () -> false).labels();

        assertThat(Arrays.stream(one).distinct().count()).isGreaterThan(20);
        for (int threads : new int[]{2, 7}) {
            assertThat(Dbscan.fit(points, false, 0.017, 5, threads, (share, phase) -> {
            }, () -> false).labels()).isEqualTo(one);
        }
    }

    @Test
    void aCancelledRunEnds() {
        FloatMatrix points = FloatMatrix.of(Shapes.uniform(5_000, 2, 15), 2);

        assertThatThrownBy(() -> Dbscan.fit(points, false, 0.01, 5, 2, (share, phase) -> {
        }, () -> true)).isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void anEpsilonThatIsNoRadiusIsRefused(double epsilon) {
        assertThatThrownBy(() -> fit(new float[]{1, 2}, 1, epsilon, 2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epsilon is " + epsilon + "; it must be finite and above 0");
    }
}
