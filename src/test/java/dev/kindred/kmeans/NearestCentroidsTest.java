package dev.kindred.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NearestCentroidsTest {

    private static Stream<Arguments> sizes() {
        return Stream.of(Arguments.of(1, 1, 1), Arguments.of(65, 2, 3), Arguments.of(200, 5, 130),
                Arguments.of(4_200, 16, 8), Arguments.of(300, 33, 257));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void theNearestAndTheNextAreThoseOfPlainDistances(int rows, int dimensions, int clusters) {
        for (boolean isCosine : new boolean[]{false, true}) {
            for (DistanceKernel kernel : new DistanceKernel[]{new PlainKernel(), Kernels.best()}) {
                float[] points = random(rows * dimensions, 1);
                float[] centroids = random(clusters * dimensions, 2);
                NearestCentroids.Labels labels = assign(points, rows, centroids, dimensions, isCosine, kernel);
                for (int row = 0; row < rows; row++) {
                    requireNearest(points, row, centroids, dimensions, isCosine, labels);
                }
            }
        }
    }

    private static void requireNearest(float[] points, int row, float[] centroids, int dimensions, boolean isCosine,
            NearestCentroids.Labels labels) {
        int nearest = -1;
        int next = -1;
        double[] distances = new double[centroids.length / dimensions];
        for (int cluster = 0; cluster < distances.length; cluster++) {
            distances[cluster] = distance(points, row, centroids, cluster, dimensions, isCosine);
            if (nearest < 0 || distances[cluster] < distances[nearest]) {
                next = nearest;
                nearest = cluster;
            } else if (next < 0 || distances[cluster] < distances[next]) {
                next = cluster;
            }
        }
        assertThat(labels.distance[row]).isEqualTo(distances[nearest], within(1e-5));
        assertThat(distances[labels.cluster[row]]).isEqualTo(distances[nearest], within(1e-6));
        if (next < 0) {
            assertThat(labels.runnerUp[row]).isEqualTo(-1);
            assertThat(labels.runnerUpDistance[row]).isNaN();
        } else {
            assertThat(labels.runnerUpDistance[row]).isEqualTo(distances[next], within(1e-5));
            assertThat(labels.runnerUp[row]).isNotEqualTo(labels.cluster[row]);
        }
    }

    private static double distance(float[] points, int row, float[] centroids, int cluster, int dimensions,
            boolean isCosine) {
        double squares = 0;
        double product = 0;
        double a = 0;
        double b = 0;
        for (int column = 0; column < dimensions; column++) {
            double x = points[row * dimensions + column];
            double c = centroids[cluster * dimensions + column];
            squares += (x - c) * (x - c);
            product += x * c;
            a += x * x;
            b += c * c;
        }
        return isCosine ? 1 - product / Math.sqrt(a * b) : Math.sqrt(squares);
    }

    @Test
    void ofEquallyNearCentroidsTheLowestWins() {
        float[] centroids = {3, 1, 1, -1, 1};
        NearestCentroids.Labels labels = assign(new float[]{1, 0}, 2, centroids, 1, false, Kernels.best());

        assertThat(labels.cluster).containsExactly(1, 1);
        assertThat(labels.runnerUp).containsExactly(2, 2);
    }

    @Test
    void anOffsetOfEpochSecondsCostsNoPrecision() {
        float[] centroids = {1.7e9f, 1.7e9f + 1_024};
        NearestCentroids.Labels labels = assign(new float[]{1.7e9f + 384, 1.7e9f + 640}, 2, centroids, 1, false,
                Kernels.best());

        assertThat(labels.cluster).containsExactly(0, 1);
        assertThat(labels.distance).containsExactly(384, 384);
        assertThat(labels.runnerUpDistance).containsExactly(640, 640);
    }

    @Test
    void aPointWithoutDirectionHasNoClusterUnderCosine() {
        NearestCentroids.Labels labels = assign(new float[]{0, 0, 0, 2}, 2, new float[]{1, 0, 0, 1}, 2, true,
                Kernels.best());

        assertThat(labels.cluster).containsExactly(-1, 1);
        assertThat(labels.distance[0]).isNaN();
        assertThat(labels.distance[1]).isZero();
    }

    @Test
    void squaresBeyondFloatsRangeAreComparedInDouble() {
        float[] centroids = {-1e30f, 1e30f};
        NearestCentroids.Labels labels = assign(new float[]{9e29f}, 1, centroids, 1, false, Kernels.best());

        assertThat(labels.cluster).containsExactly(1);
        assertThat(labels.runnerUp).containsExactly(0);
    }

    @Test
    void whatIsNoCentroidIsRefused() {
        assertThatThrownBy(() -> new NearestCentroids(new float[3], 2, false, 1, () -> false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 values");
        assertThatThrownBy(() -> new NearestCentroids(new float[2], 2, true, 1, () -> false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no direction");
    }

    @Test
    void aCancelEndsIt() {
        try (NearestCentroids nearest = new NearestCentroids(new float[2], 2, false, 1, () -> true)) {
            assertThatThrownBy(() -> nearest.assign(new float[2], 1, new NearestCentroids.Labels(1)))
                    .isInstanceOf(CancellationException.class);
        }
    }

    private static NearestCentroids.Labels assign(float[] points, int rows, float[] centroids, int dimensions,
            boolean isCosine, DistanceKernel kernel) {
        try (NearestCentroids nearest = new NearestCentroids(centroids, dimensions, isCosine, 2, () -> false, kernel)) {
            NearestCentroids.Labels labels = new NearestCentroids.Labels(rows);
            nearest.assign(points, rows, labels);
            return labels;
        }
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
