package dev.kindred.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.kindred.kmeans.KMeansOptions;

class BootstrapTest {

    /** 100 points around 0 and 100 around 1,000. */
    private static float[] twoGroups() {
        float[] points = new float[200];
        for (int i = 0; i < points.length; i++) {
            points[i] = (i < 100 ? 0 : 1_000) + i % 10;
        }
        return points;
    }

    private static Bootstrap drawn(int[] labels, float[] weights) {
        Bootstrap bootstrap = new Bootstrap(twoGroups(), weights, 1, labels,
                KMeansOptions.clusters(2).withRestarts(3).withThreads(1));
        for (int seed = 0; seed < 20; seed++) {
            bootstrap.draw(seed, () -> false);
        }
        return bootstrap;
    }

    private static int[] labels(int boundary) {
        int[] labels = new int[200];
        for (int i = boundary; i < labels.length; i++) {
            labels[i] = 1;
        }
        return labels;
    }

    @Test
    void groupsFarApartAreFoundAgainEachTime() {
        Bootstrap bootstrap = drawn(labels(100), null);

        assertThat(bootstrap.jaccard(0)).isEqualTo(1);
        assertThat(bootstrap.jaccard(1)).isEqualTo(1);
    }

    @Test
    void halfAGroupIsNoCluster() {
        Bootstrap bootstrap = drawn(labels(50), null);

        // found are always the groups: 50 of 100 rows in either, and 100 of 150
        assertThat(bootstrap.jaccard(0)).isCloseTo(0.5, within(0.04));
        assertThat(bootstrap.jaccard(1)).isCloseTo(2 / 3.0, within(0.04));
    }

    @Test
    void weightsAreThoseOfTheRowsDrawn() {
        float[] weights = new float[200];
        Arrays.fill(weights, 0, 100, 1);

        // the other group has no weight: both centres are among the first
        Bootstrap bootstrap = drawn(labels(100), weights);

        assertThat(bootstrap.jaccard(0)).isLessThan(0.9);
    }

    @Test
    void ofAClusterWithoutRowsNothingIsKnown() {
        assertThat(drawn(labels(200), null).jaccard(1)).isNaN();
    }

    @Test
    void theWordsAreHennigs() {
        assertThat(Steadiness.of(0.86).words()).isEqualTo("highly stable");
        assertThat(Steadiness.of(0.85).words()).isEqualTo("valid and stable");
        assertThat(Steadiness.of(0.75).words()).isEqualTo("valid and stable");
        assertThat(Steadiness.of(0.6).words()).startsWith("shows a pattern");
        assertThat(Steadiness.of(0.59).words()).isEqualTo("not to be trusted");
    }
}
