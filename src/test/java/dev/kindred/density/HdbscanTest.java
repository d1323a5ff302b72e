package dev.kindred.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.MutableDataset;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.hdbscan.HdbscanTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.distance.DistanceType;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import dev.kindred.vector.FloatMatrix;

/** Against Tribuo's HDBSCAN*, and on clusters planted by hand. */
class HdbscanTest {

    private static DensityLabels fit(float[] points, int dimensions, int minClusterSize, int minPoints) {
        return fit(points, dimensions, false, minClusterSize, minPoints);
    }

    private static DensityLabels fit(float[] points, int dimensions, boolean isCosine, int minClusterSize,
            int minPoints) {
        return Hdbscan.fit(FloatMatrix.of(points.clone(), dimensions), isCosine, minClusterSize, minPoints, 2,
                (share, phase) -> {
                }, () -> false);
    }

    /** Tribuo's labels: 0 for noise. */
    private static int[] tribuo(float[] points, int dimensions, boolean isCosine, int minClusterSize, int minPoints) {
        ClusteringFactory factory = new ClusteringFactory();
        MutableDataset<ClusterID> rows = new MutableDataset<>(new SimpleDataSourceProvenance("points", factory),
                factory);
        String[] names = IntStream.range(0, dimensions).mapToObj("x%05d"::formatted).toArray(String[]::new);
        for (int from = 0; from < points.length; from += dimensions) {
            int start = from;
            rows.add(new ArrayExample<>(ClusteringFactory.UNASSIGNED_CLUSTER_ID, names,
                    IntStream.range(0, dimensions).mapToDouble(j -> points[start + j]).toArray()));
        }
        return new HdbscanTrainer(minClusterSize,
                (isCosine ? DistanceType.COSINE : DistanceType.L2).getDistance(), minPoints, 1,
                NeighboursQueryFactoryType.BRUTE_FORCE).train(rows).getClusterLabels().stream()
                .mapToInt(Integer::intValue).toArray();
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("uniform", Shapes.uniform(600, 2, 1), 2, 10, 5),
                Arguments.of("uniform, small clusters", Shapes.uniform(500, 2, 2), 2, 3, 3),
                Arguments.of("uniform, every point dense", Shapes.uniform(400, 3, 3), 3, 8, 1),
                Arguments.of("seventeen dimensions", Shapes.uniform(300, 17, 4), 17, 5, 3),
                Arguments.of("blobs", Shapes.blobs(150, 3, 5, 0.3, 1, 2.5), 3, 30, 7),
                Arguments.of("rings", Shapes.rings(600, 6), 2, 20, 5),
                Arguments.of("moons", Shapes.moons(600, 7), 2, 15, 6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theClustersAreThoseOfTribuo(String name, float[] points, int dimensions, int minClusterSize, int minPoints) {
        int[] expected = tribuo(points, dimensions, false, minClusterSize, minPoints);

        DensityLabels found = fit(points, dimensions, minClusterSize, minPoints);

        assertThat(Arrays.stream(expected).distinct().count()).as("clusters and noise").isGreaterThan(1);
        assertThat(found.labels()).isEqualTo(renumbered(expected));
    }

    /** In the order of their first rows; noise −1. */
    private static int[] renumbered(int[] labels) {
        Map<Integer, Integer> numbers = new HashMap<>();
        return Arrays.stream(labels).map(label -> label == 0
                ? DensityLabels.NOISE
                : numbers.computeIfAbsent(label, first -> numbers.size())).toArray();
    }

    @Test
    void underCosineTheClustersAreThoseOfTribuo() {
        float[] points = Shapes.blobs(150, 3, 8, 1, 2, 5);
        points[0] = 0.5f; // no row of the first blob is all-zero, but let none be near it

        assertThat(fit(points, 3, true, 15, 5).labels()).isEqualTo(renumbered(tribuo(points, 3, true, 15, 5)));
    }

    @Test
    void plantedClustersOfDifferentDensitiesAreFoundWhereOneRadiusCannot() {
        // Deviations 0.05, 0.5 and 1.5, ten apart along each of three axes, and thirty rows of noise far from them.
        float[] blobs = Shapes.blobs(300, 3, 9, 0.05, 0.5, 1.5);
        float[] noise = Shapes.uniform(30, 3, 10);
        float[] points = Arrays.copyOf(blobs, blobs.length + noise.length);
        for (int at = 0; at < noise.length; at++) {
            points[blobs.length + at] = 200 + 400 * noise[at];
        }

        DensityLabels found = fit(points, 3, 50, 5);

        assertThat(found.clusters()).isEqualTo(3);
        for (int blob = 0; blob < 3; blob++) {
            int label = blob;
            assertThat(
                    Arrays.stream(found.labels(), 300 * blob, 300 * (blob + 1)).filter(each -> each == label).count())
                    .as("rows of blob %d in its cluster", blob).isGreaterThanOrEqualTo(285);
        }
        assertThat(Arrays.copyOfRange(found.labels(), 900, 930)).containsOnly(DensityLabels.NOISE);
    }

    @Test
    void aHierarchyByHandIsCutWhereItIsMostStable() {
        // On a line: 0 1 2 | 10 11 12 | 100 101 102 103. The first two triples join at 8, with the four at 88. Stability by
        // excess of mass: triples 3(1 − 1/8) each, the pair of them 6(1/8 − 1/88), so the triples stay apart.
        assertThat(fit(new float[]{0, 1, 2, 10, 11, 12, 100, 101, 102, 103}, 1, 3, 1).labels())
                .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 2);
        // Triples of gap 7 that join at 8: 3(1/7 − 1/8) each, against 6(1/8 − 1/88) for the pair, so they are one.
        assertThat(fit(new float[]{0, 7, 14, 22, 29, 36, 124, 125, 126, 127}, 1, 3, 1).labels())
                .containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1);
    }

    @Test
    void theWholeIsNeverACluster() {
        assertThat(fit(Shapes.blobs(200, 2, 11, 1), 2, 101, 5)).satisfies(one -> {
            assertThat(one.clusters()).isZero();
            assertThat(one.labels()).hasSize(200).containsOnly(DensityLabels.NOISE);
        });
    }

    @Test
    void copiesOfPointsAreClusters() {
        float[] points = {0, 0, 0, 0, 5, 5, 5, 5, 20, 30};

        assertThat(fit(points, 1, 3, 3).labels()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, -1, -1);
    }

    @Test
    void tiesDoNotDependOnTheOrderOfTheRows() {
        float[] points = Shapes.grid(400, 2, 12);
        float[] reversed = new float[points.length];
        for (int row = 0; row < 400; row++) {
            System.arraycopy(points, 2 * row, reversed, 2 * (399 - row), 2);
        }

        int[] labels = fit(points, 2, 6, 4).labels();
        int[] ofReversed = fit(reversed, 2, 6, 4).labels();

        int[] back = IntStream.range(0, 400).map(row -> ofReversed[399 - row] + 1).toArray();
        assertThat(renumbered(back)).isEqualTo(labels);
        assertThat(Arrays.stream(labels).distinct().count()).isGreaterThan(2);
    }

    @Test
    void tooFewRowsAreNoise() {
        assertThat(fit(new float[]{1, 2}, 1, 3, 1).labels()).containsExactly(-1, -1);
        assertThat(fit(new float[]{1, 2, 3}, 1, 2, 4).labels()).containsExactly(-1, -1, -1);
        assertThat(fit(new float[]{1}, 1, 2, 1).clusters()).isZero();
    }

    @Test
    void aCancelledRunEndsWithinOneStep() {
        float[] points = Shapes.uniform(3_000, 4, 13);
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> Hdbscan.fit(FloatMatrix.of(points, 4), false, 10, 5, 2, (share, phase) -> {
        }, () -> asked.incrementAndGet() > 4_000)).isInstanceOf(CancellationException.class);
        assertThat(asked.get()).as("asked before, then once a thread").isLessThan(4_005);
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> fit(new float[]{1, 2}, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minClusterSize is 1; it must be at least 2");
        assertThatThrownBy(() -> fit(new float[]{1, 2}, 1, 2, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minPoints is 0; it must be at least 1");
    }
}
