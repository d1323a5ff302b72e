package dev.kindred.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.kindred.neighbor.Metric;

/** That what other tests compare with is right itself: four points by hand. */
class ExactNeighborsTest {

    private static final float[][] POINTS = {{3, 4}, {3, 4}, {0, 5}, {-3, -4}, {6, 8}};

    @Test
    void distancesAreThoseByHand() {
        assertThat(ExactNeighbors.distance(POINTS[0], POINTS[2], Metric.L2)).isCloseTo(Math.sqrt(10), within(1e-12));
        assertThat(ExactNeighbors.distance(POINTS[0], POINTS[2], Metric.L1)).isEqualTo(4);
        assertThat(ExactNeighbors.distance(POINTS[0], POINTS[2], Metric.INNER_PRODUCT)).isEqualTo(-20);
        assertThat(ExactNeighbors.distance(POINTS[0], POINTS[2], Metric.COSINE)).isCloseTo(0.2, within(1e-12));
        assertThat(ExactNeighbors.distance(POINTS[0], POINTS[3], Metric.COSINE)).isCloseTo(2, within(1e-12));
    }

    @Test
    void theNearestAreKeptRowsWithoutTheOriginClosestFirst() {
        ExactNeighbors neighbors = ExactNeighbors.ofRow(POINTS, 0, Metric.L2);
        assertThat(neighbors.nearest(rows(0, 1, 2, 3, 4), 3)).containsExactly(new double[]{0, Math.sqrt(10), 5},
                within(1e-12));
        assertThat(neighbors.nearest(rows(0, 3), 3)).containsExactly(10);
        assertThat(neighbors.matches(rows(0, 3))).isEqualTo(1);
        assertThat(neighbors.matches(rows(1, 2, 3))).isEqualTo(3);
        assertThat(neighbors.nearest(rows(), 3)).isEmpty();

        ExactNeighbors ofNoRow = ExactNeighbors.ofVector(POINTS, new float[]{0, 5}, Metric.L2);
        assertThat(ofNoRow.nearest(rows(0, 2), 3)).containsExactly(new double[]{0, Math.sqrt(10)}, within(1e-12));
        assertThat(ofNoRow.matches(rows(0, 2))).isEqualTo(2);
    }

    @Test
    void recallCountsByDistanceSoThatTiesAreNoMisses() {
        ExactNeighbors neighbors = ExactNeighbors.ofRow(new float[][]{{0, 0}, {0, 1}, {1, 0}, {-1, 0}, {0, 9}}, 0,
                Metric.L2);
        BitSet all = rows(0, 1, 2, 3, 4);
        assertThat(neighbors.recall(new int[]{1, 2}, all, 2)).isEqualTo(1);
        assertThat(neighbors.recall(new int[]{3, 1}, all, 2)).isEqualTo(1);
        assertThat(neighbors.recall(new int[]{3, 4}, all, 2)).isEqualTo(0.5);
        assertThat(neighbors.recall(new int[]{3}, all, 2)).isEqualTo(0.5);
        assertThat(neighbors.recall(new int[]{0, 4}, all, 2)).isZero();
        assertThat(neighbors.recall(new int[]{1, 2}, rows(2, 4), 2)).isEqualTo(0.5);
        assertThat(neighbors.recall(new int[]{}, rows(0), 2)).isEqualTo(1);
    }

    @Test
    void theSameCustomersComeEachTimeInClusters() {
        float[][] vectors = TestVectors.clustered(new Random(5), 300, 4, 3, 0.01);
        assertThat(vectors).isEqualTo(TestVectors.clustered(new Random(5), 300, 4, 3, 0.01));
        // Of three tight clusters, a hundred rows each: the 99 others of the own one are near, and nobody else is.
        double[] nearest = ExactNeighbors.ofRow(vectors, 7, Metric.L2).nearest(TestVectors.all(300), 299);
        assertThat(nearest[98]).isLessThan(0.1);
        assertThat(nearest[99]).isGreaterThan(0.3);
    }

    private static BitSet rows(int... rows) {
        BitSet set = new BitSet();
        for (int row : rows) {
            set.set(row);
        }
        return set;
    }
}
