package dev.kindred.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OptimalAssignmentTest {

    /** Of every size from 1 × 1 to 7 × 7, with many ties, since weights are tenths. */
    @RepeatedTest(20)
    void noPermutationIsBetter(RepetitionInfo repetition) {
        RandomGenerator random = new Well19937c(repetition.getCurrentRepetition());
        for (int rows = 1; rows <= 7; rows++) {
            for (int columns = 1; columns <= 7; columns++) {
                double[][] weights = new double[rows][columns];
                for (double[] row : weights) {
                    for (int j = 0; j < columns; j++) {
                        row[j] = random.nextInt(11) / 10.0;
                    }
                }

                assertThat(sum(weights, OptimalAssignment.maximise(weights)))
                        .isCloseTo(best(weights, 0, new boolean[columns]), within(1e-12));
            }
        }
    }

    /** The sum of a pairing in which no column may stand twice. */
    private static double sum(double[][] weights, int[] partners) {
        boolean[] isTaken = new boolean[weights[0].length];
        double sum = 0;
        for (int row = 0; row < partners.length; row++) {
            if (partners[row] >= 0) {
                assertThat(isTaken[partners[row]]).isFalse();
                isTaken[partners[row]] = true;
                sum += weights[row][partners[row]];
            }
        }
        return sum;
    }

    /** By trying everything, a row without a partner too. */
    private static double best(double[][] weights, int row, boolean[] isTaken) {
        if (row == weights.length) {
            return 0;
        }
        double best = best(weights, row + 1, isTaken);
        for (int column = 0; column < isTaken.length; column++) {
            if (!isTaken[column]) {
                isTaken[column] = true;
                best = Math.max(best, weights[row][column] + best(weights, row + 1, isTaken));
                isTaken[column] = false;
            }
        }
        return best;
    }

    @Test
    void nothingIsPairedForNothing() {
        assertThat(OptimalAssignment.maximise(new double[][]{{0, 0}, {0, 0.5}})).containsExactly(-1, 1);
        assertThat(OptimalAssignment.maximise(new double[0][])).isEmpty();
        assertThat(OptimalAssignment.maximise(new double[2][0])).containsExactly(-1, -1);
    }

    @Test
    void aThousandClustersTakeSeconds() {
        RandomGenerator random = new Well19937c(5);
        double[][] weights = new double[1_000][1_000];
        for (double[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] = random.nextDouble();
            }
        }
        long start = System.nanoTime();

        int[] partners = OptimalAssignment.maximise(weights);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        // of a random matrix the costs 1 - w of the best pairs add up to about pi²/6 (Aldous, 2001)
        assertThat(1_000 - sum(weights, partners)).isBetween(1.3, 2.0);
    }
}
