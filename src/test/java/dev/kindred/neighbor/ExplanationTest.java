package dev.kindred.neighbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kindred.recipe.Block;

class ExplanationTest {

    private static final List<Block> BLOCKS = List.of(new Block("age", 0, 1), new Block("gender", 1, 2));
    private static final float[] X = {3, 0, 4};
    private static final float[] Y = {1, 2, 0};

    private static Explanation explain(Metric metric, float[] x, float[] y) {
        return Explanation.of(metric, BLOCKS, new Explanation.Side(x, new Object[]{30, "male"}),
                new Explanation.Side(y, new Object[]{20, null}));
    }

    private static double[] terms(Explanation explanation) {
        return explanation.terms().stream().mapToDouble(Explanation.Term::term).toArray();
    }

    @Test
    void aOneHotBlockIsOneFeatureWithBothValues() {
        Explanation explanation = explain(Metric.L2, X, Y);

        // (3−1)²; (0−2)² + (4−0)²
        assertThat(explanation).isEqualTo(new Explanation("squared_distance", List.of(
                new Explanation.Term("age", 4, 4 / 24.0, 30, 20),
                new Explanation.Term("gender", 20, 20 / 24.0, "male", null)), "gender"));
    }

    @Test
    void taxicabTermsAreAbsoluteDifferences() {
        Explanation explanation = explain(Metric.L1, X, Y);

        assertThat(terms(explanation)).containsExactly(2, 6);
        assertThat(explanation.sumsTo()).isEqualTo("distance");
        assertThat(explanation.terms().get(1).share()).isEqualTo(0.75);
    }

    @Test
    void cosineTermsCompareDirections() {
        // x̂ = (0.6, 0, 0.8), ŷ = (1, 2, 0)/√5
        double[] expected = {Math.pow(0.6 - 1 / Math.sqrt(5), 2) / 2, (4 / 5.0 + 0.64) / 2};

        assertThat(terms(explain(Metric.COSINE, X, Y))).containsExactly(expected, within(1e-12));
        assertThat(expected[0] + expected[1]).isCloseTo(1 - 3 / (5 * Math.sqrt(5)), within(1e-12));
    }

    @Test
    void innerProductTermsHaveSignsAndNoShares() {
        Explanation explanation = explain(Metric.INNER_PRODUCT, new float[]{2, -3, 1}, new float[]{1, 1, 0});

        assertThat(terms(explanation)).containsExactly(-2, 3);
        assertThat(explanation.terms()).allMatch(term -> term.share() == null);
        assertThat(explanation.largest()).isEqualTo("gender");
        assertThat(explain(Metric.INNER_PRODUCT, new float[]{2, 1, 0}, new float[]{2, 1, 1}).largest())
                .as("of the terms −4 and −1").isEqualTo("age");
    }

    @ParameterizedTest
    @EnumSource(value = Metric.class, names = {"L2", "L1", "COSINE"})
    void twinsHaveNoTermsToShare(Metric metric) {
        Explanation explanation = explain(metric, X, X);

        assertThat(terms(explanation)).containsExactly(0, 0);
        assertThat(explanation.terms()).allMatch(term -> term.share() == null);
        assertThat(explanation.largest()).isNull();
    }
}
