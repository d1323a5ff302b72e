package dev.kindred.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.kindred.segment.Matching.Flow;
import dev.kindred.segment.Matching.Part;

/** Cases made by hand. */
class MatchingTest {

    private static final double THRESHOLD = 0.3;

    /** Of members alone. */
    private static Matching matching(long[][] common) {
        Overlap overlap = overlap(common);
        return Matching.of(Similarity.ofMembers(overlap), overlap.newClusters(), overlap, THRESHOLD);
    }

    private static Overlap overlap(long[][] common) {
        Overlap overlap = new Overlap(common.length, common[0].length);
        for (int i = 0; i < common.length; i++) {
            for (int j = 0; j < common[i].length; j++) {
                for (long row = 0; row < common[i][j]; row++) {
                    overlap.add(i, j);
                }
            }
        }
        return overlap;
    }

    @Test
    void theSamePartitionIsKeptWhole() {
        Matching matching = matching(new long[][]{{40, 0, 0}, {0, 30, 0}, {0, 0, 30}});

        assertThat(matching.oldOf()).containsExactly(0, 1, 2);
        assertThat(matching.similarity()).containsExactly(1, 1, 1);
        assertThat(matching.total()).isEqualTo(3);
        assertThat(matching.died()).isEmpty();
        assertThat(matching.splits()).isEmpty();
        assertThat(matching.merges()).isEmpty();
    }

    @Test
    void swappedNumbersAreSeenThrough() {
        assertThat(matching(new long[][]{{0, 5, 45}, {48, 2, 0}, {0, 50, 0}}).oldOf()).containsExactly(1, 2, 0);
    }

    @Test
    void aSplitKeepsTheLargerPartAndBearsTheSmaller() {
        Matching matching = matching(new long[][]{{60, 40, 0}, {0, 0, 100}});

        assertThat(matching.oldOf()).containsExactly(0, -1, 1);
        assertThat(matching.isBirth(1)).isTrue();
        assertThat(matching.splits()).containsExactly(
                new Flow(0, List.of(new Part(0, 0.6), new Part(1, 0.4))));
        assertThat(matching.merges()).isEmpty();
        assertThat(matching.died()).isEmpty();
    }

    @Test
    void aMergeKeepsTheLargerPartAndTheOtherDies() {
        Matching matching = matching(new long[][]{{60, 0}, {40, 0}, {0, 100}});

        assertThat(matching.oldOf()).containsExactly(0, 2);
        assertThat(matching.died()).containsExactly(1);
        assertThat(matching.merges()).containsExactly(
                new Flow(0, List.of(new Part(0, 0.6), new Part(1, 0.4))));
        assertThat(matching.splits()).isEmpty();
    }

    @Test
    void rowsOfNowhereAreABirthAndRowsThatWentNowhereADeath() {
        Overlap overlap = overlap(new long[][]{{50, 0}, {0, 0}});
        for (int row = 0; row < 30; row++) {
            overlap.add(1, -1);
            overlap.add(-1, 1);
        }

        Matching matching = Matching.of(Similarity.ofMembers(overlap), 2, overlap, THRESHOLD);

        assertThat(matching.oldOf()).containsExactly(0, -1);
        assertThat(matching.died()).containsExactly(1);
    }

    @Test
    void moreClustersThanBeforeAreBirthsAndFewerAreDeaths() {
        Matching more = matching(new long[][]{{50, 0, 20}, {0, 50, 20}});
        assertThat(more.oldOf()).containsExactly(0, 1, -1);
        assertThat(more.died()).isEmpty();

        Matching fewer = matching(new long[][]{{50, 0}, {0, 50}, {20, 20}});
        assertThat(fewer.oldOf()).containsExactly(0, 1);
        assertThat(fewer.died()).containsExactly(2);
    }

    @Test
    void ofEquallyLikeOnesEachIsTakenOnce() {
        Matching matching = Matching.of(new double[][]{{0.5, 0.5}, {0.5, 0.5}}, 2, null, THRESHOLD);

        assertThat(matching.oldOf()).containsExactlyInAnyOrder(0, 1);
        assertThat(matching.total()).isEqualTo(1);
    }

    @Test
    void theSumDecidesRatherThanTheBestPair() {
        // taking 0.9 first would leave 0.3 for the others: 1.2 instead of 1.5
        assertThat(Matching.of(new double[][]{{0.9, 0.8}, {0.7, 0.3}}, 2, null, THRESHOLD).oldOf())
                .containsExactly(1, 0);
    }

    @Test
    void whatIsBelowTheThresholdIsNoMatchAndDecidesAgainstNone() {
        // 0.29 + 0.5 would be more than 0.6 alone, but 0.29 is no match
        Matching matching = Matching.of(new double[][]{{0.6, 0.29}, {0.5, 0}}, 2, null, THRESHOLD);

        assertThat(matching.oldOf()).containsExactly(0, -1);
        assertThat(matching.died()).containsExactly(1);
        assertThat(matching.total()).isEqualTo(0.6);
    }

    @Test
    void aSimilarityOfTheThresholdItselfIsAMatch() {
        assertThat(Matching.of(new double[][]{{0.3}}, 1, null, THRESHOLD).oldOf()).containsExactly(0);
    }

    @Test
    void oneClusterOfAllIsTheSameAsBefore() {
        assertThat(matching(new long[][]{{100}}).oldOf()).containsExactly(0);
    }

    @Test
    void withoutOldClustersAllAreBirths() {
        assertThat(Matching.of(new double[0][], 3, null, THRESHOLD).oldOf()).containsExactly(-1, -1, -1);
    }

    @Test
    void partitionsThatHaveNothingToDoWithEachOtherAreNoMatchHoweverLargeTheirClusters() {
        // 90 % of 90 %: two thirds and more of the rows are in both, by chance alone
        assertThat(matching(new long[][]{{8_100, 900}, {900, 100}}).oldOf()).containsExactly(-1, -1);
    }

    @Test
    void membersAreMeasuredByHand() {
        // J = 60 / 100; of chance 60 · 100 / 200 = 30 in both, 30 / 130; (0.6 - 0.2308) / (1 - 0.2308) = 0.48
        assertThat(Similarity.ofMembers(overlap(new long[][]{{60, 40}, {0, 100}}))[0][0])
                .isCloseTo(0.48, within(1e-12));
    }

    @Test
    void centroidsAreMeasuredByTheirDistancesToTheirOwnNeighbours() {
        float[][] old = {{0, 0}, {10, 0}, {30, 0}};
        float[][] young = {{2, 0}, {12, 0}, {30, 0}};

        double[][] similarity = Similarity.ofCentroids(old, 0, young, 0);

        // radii: old 5, 5, 10; new 5, 5, 9
        assertThat(similarity[0][0]).isCloseTo(1 - 2 / 10.0, within(1e-12));
        assertThat(similarity[1][0]).isCloseTo(1 - 8 / 10.0, within(1e-12));
        assertThat(similarity[1][1]).isCloseTo(1 - 2 / 10.0, within(1e-12));
        assertThat(similarity[2][2]).isEqualTo(1);
        assertThat(similarity[0][1]).isZero();
        float[][] larger = {{200, 0}, {1_200, 0}, {3_000, 0}};
        assertThat(Similarity.ofCentroids(new float[][]{{0, 0}, {1_000, 0}, {3_000, 0}}, 0, larger, 0)[1][1])
                .isCloseTo(similarity[1][1], within(1e-12));
    }

    @Test
    void aVersionIsLikeItselfAlone() {
        float[][] centroids = {{0, 0}, {1, 0}, {0, 3}};

        assertThat(Similarity.ofCentroids(centroids, 0, centroids, 0))
                .isDeepEqualTo(new double[][]{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    }

    @Test
    void oneClusterAloneReachesAsFarAsItsRows() {
        assertThat(Similarity.ofCentroids(new float[][]{{0}}, 3, new float[][]{{1.5f}}, 3)[0][0]).isEqualTo(0.75);
        assertThat(Similarity.ofCentroids(new float[][]{{0}}, 0, new float[][]{{1}}, 0)[0][0]).isZero();
    }

    @Test
    void bothTellByHalf() {
        assertThat(Similarity.ofBoth(new double[][]{{1, 0.2}}, new double[][]{{0.5, 0}}))
                .isDeepEqualTo(new double[][]{{0.75, 0.1}});
    }
}
