package dev.kindred.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What was encoded comes back. */
class DecodeTest {

    private static final Statistics NUMBERS = new Statistics(40.0, 12.5, 2.0, 98.0, 37.0, 21.0,
            List.of(2.0, 20.0, 20.0, 20.0, 55.0, 98.0), null, null, null);

    @ParameterizedTest
    @EnumSource(value = Encode.class, mode = Mode.EXCLUDE, names = {"BOOLEAN", "ONEHOT", "LOG"})
    void numbersComeBackFromEachEncoding(Encode encode) {
        Recipe recipe = recipe(Normalize.NONE, number(encode, 2.5, NUMBERS));

        for (double value : new double[]{2, 7.25, 20, 20.5, 55, 97, 98}) {
            assertThat(decoded(recipe, Map.of("age", value), "age")).isCloseTo(value, within(2e-5 * 98));
        }
    }

    @Test
    void logarithmsComeBackWithTheirSign() {
        Recipe recipe = recipe(Normalize.NONE, number(Encode.LOG, 0.5, Statistics.ofNumber(3, 2, -1e6, 1e6)));

        for (double value : new double[]{-1e6, -12, 0, 0.25, 12, 1e6}) {
            assertThat(decoded(recipe, Map.of("age", value), "age"))
                    .isCloseTo(value, within(1e-5 * (1 + Math.abs(value))));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Encode.class, names = {"ZSCORE", "MINMAX", "ROBUST", "LOG"})
    void zeroComesBackAsZeroThoughFloatsAreRounded(Encode encode) {
        Recipe recipe = recipe(Normalize.NONE, number(encode, 0.3, new Statistics(10.3, 0.7, -3.1, 98.0, 37.0, 21.0,
                List.of(), null, null, null)));

        assertThat(decoded(recipe, Map.of("age", 0.0), "age")).isEqualTo(0);
        assertThat(decoded(recipe, Map.of("age", 1e-3), "age")).isCloseTo(1e-3, within(1e-4));
    }

    @Test
    void sharesBeyondTheFittedOnesAreTheSmallestAndTheLargestValue() {
        Recipe recipe = recipe(Normalize.NONE, number(Encode.QUANTILE, 2, NUMBERS));

        assertThat(recipe.decode(new float[]{-0.2f})).containsEntry("age", 2.0);
        assertThat(recipe.decode(new float[]{2.4f})).containsEntry("age", 98.0);
        // half way between the share of the value 20, which is 0.4, and that of 55
        assertThat((Double) recipe.decode(new float[]{1.2f}).get("age")).isCloseTo(37.5, within(1e-4));
    }

    @Test
    void anUnknownNumberComesBackAsTheMeanItCountsAs() {
        Feature feature = new Feature("age", null, Encode.ZSCORE, 3, Nulls.INDICATOR, null, null, null, NUMBERS);
        Recipe recipe = recipe(Normalize.NONE, feature);

        assertThat(decoded(recipe, Map.of(), "age")).isCloseTo(40, within(1e-5));
        assertThat(recipe.decode(recipe.encode(row(Map.of())))).containsOnlyKeys("age");
    }

    @Test
    void flagsComeBackAsShares() {
        Recipe recipe = recipe(Normalize.NONE,
                new Feature("is_active", null, Encode.BOOLEAN, 4, Nulls.MEAN, null, null, null,
                        Statistics.ofFlag(0.3)));

        assertThat(decoded(recipe, Map.of("is_active", true), "is_active")).isEqualTo(1);
        assertThat(decoded(recipe, Map.of("is_active", false), "is_active")).isZero();
        assertThat(decoded(recipe, Map.of(), "is_active")).isCloseTo(0.3, within(1e-6));
    }

    @Test
    void categoriesComeBackAsShares() {
        Feature plan = new Feature(null, "plan", Encode.ONEHOT, 2, Nulls.INDICATOR, 3, null, null,
                Statistics.ofCategories(List.of("free", "pro"), List.of(0.5, 0.375), 0.125));
        Recipe recipe = recipe(Normalize.NONE, plan);

        assertThat(recipe.decode(recipe.encode(row(Map.of("plan", "pro"))))).isEqualTo(
                Map.of("attributes.plan", Map.of("free", 0.0, "pro", 1.0, "(other)", 0.0)));
        assertThat(recipe.decode(recipe.encode(row(Map.of("plan", "team"))))).isEqualTo(
                Map.of("attributes.plan", Map.of("free", 0.0, "pro", 0.0, "(other)", 1.0)));
        assertThat(recipe.decode(recipe.encode(row(Map.of())))).isEqualTo(
                Map.of("attributes.plan", Map.of("free", 0.5, "pro", 0.375, "(other)", 0.125)));
    }

    @Test
    void featuresComeBackInTheirOrderEachFromItsOwnPositions() {
        Feature gender = new Feature("gender", null, Encode.ONEHOT, 1, Nulls.ZERO, null, Unseen.ZERO, null,
                Statistics.ofCategories(List.of("female", "male"), List.of(0.5, 0.5), null));
        Feature dropped = number(Encode.RAW, 1, null).dropped("constant");
        Feature income = new Feature("income", null, Encode.ZSCORE, 1, Nulls.MEAN, null, null, null,
                Statistics.ofNumber(1_000, 10, 0, 2_000));
        Recipe recipe = recipe(Normalize.NONE, gender, dropped, income);

        Map<String, Object> decoded = recipe.decode(new float[]{0.25f, 0.75f, -2});

        assertThat(decoded.keySet()).containsExactly("gender", "income");
        assertThat(decoded).containsEntry("gender", Map.of("female", 0.25, "male", 0.75)).containsEntry("income",
                980.0);
    }

    @Test
    void aNormalizedVectorHasNoUnits() {
        Recipe recipe = recipe(Normalize.L2, number(Encode.ZSCORE, 1, NUMBERS));

        assertThat(recipe.isNormalized()).isTrue();
        assertThatThrownBy(() -> recipe.decode(new float[]{1})).isInstanceOf(IllegalStateException.class);
    }

    private static double decoded(Recipe recipe, Map<String, Object> values, String feature) {
        return (Double) recipe.decode(recipe.encode(row(values))).get(feature);
    }

    private static Feature number(Encode encode, double weight, Statistics statistics) {
        return new Feature("age", null, encode, weight, Nulls.MEAN, null, null, null, statistics);
    }

    private static Recipe recipe(Normalize normalize, Feature... features) {
        return new Recipe(
                new RecipeRow("customer", 1, "customer", normalize, List.of(features), true, false, 1L, "hash",
                        Instant.EPOCH));
    }

    private static RowValues row(Map<String, Object> values) {
        return new RowValues() {
            @Override
            public Object column(String name) {
                return values.get(name);
            }

            @Override
            public Object attribute(String key) {
                return values.get(key);
            }
        };
    }
}
