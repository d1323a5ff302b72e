package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ClusterSumsTest {

    private static final int ROWS = 100_000;

    @Test
    void sumsDoNotDependOnTheOrderNorOnWhatCameAndWent() {
        Random random = new Random(1);
        float[] values = new float[ROWS];
        double largest = 0;
        for (int row = 0; row < ROWS; row++) {
            values[row] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
            largest = Math.max(largest, Math.abs(values[row]));
        }
        ClusterSums forward = sums(largest);
        ClusterSums backward = sums(largest);
        for (int row = 0; row < ROWS; row++) {
            forward.add(values, row, 0.1, 0);
            backward.add(values, ROWS - 1 - row, 0.1, 1);
            backward.add(values, row, 7, 0);
        }
        for (int row = 0; row < ROWS; row++) {
            backward.remove(values, row, 7, 0);
        }
        assertEquals(forward.sum(0, 0), backward.sum(1, 0));
        assertEquals(0, backward.sum(0, 0));
        assertEquals(0, backward.count(0));
        BigDecimal exact = BigDecimal.ZERO;
        for (float value : values) {
            exact = exact.add(new BigDecimal(value * 0.1));
        }
        assertEquals(exact.doubleValue(), forward.sum(0, 0), 1e-12 * largest);
    }

    @Test
    void whatWorkersGatheredIsTakenOver() {
        ClusterSums all = sums(10);
        ClusterSums part = sums(10);
        part.add(new float[]{3}, 0, 2, 1);
        all.take(part);
        all.take(part);
        assertEquals(6, all.sum(1, 0));
        assertEquals(2, all.weight(1));
        assertEquals(1, all.count(1));
        assertEquals(0, part.count(1));
        assertEquals(0, all.inertia());
    }

    @Test
    void inertiaAndTotalByHand() {
        ClusterSums sums = sums(10);
        for (float value : new float[]{0, 2}) {
            sums.add(new float[]{value}, 0, 1, 0);
        }
        for (float value : new float[]{6, 10}) {
            sums.add(new float[]{value}, 0, 1, 1);
        }
        assertEquals(2 + 8, sums.inertia());
        // mean 4.5
        assertEquals(20.25 + 6.25 + 2.25 + 30.25, sums.totalSquares());
        assertEquals(4, sums.totalWeight());
    }

    /** Two clusters of one dimension. Rows are taken from one column, so the lane may be any index. */
    private static ClusterSums sums(double largest) {
        double[] addends = {10 * largest, 10, 10 * largest * largest};
        return new ClusterSums(2, new ClusterSums.Grid(2 * ROWS, addends));
    }
}
