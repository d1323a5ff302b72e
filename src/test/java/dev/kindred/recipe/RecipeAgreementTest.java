package dev.kindred.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.problem.Invalid;

/** What PostgreSQL makes of whole tables and Java of one row is the same vector. */
@QuarkusTest
@TestProfile(EveryTable.class)
class RecipeAgreementTest {

    private static final String[] TEXTS = {"free", "pro", "team", "it's", "a\"b", "c\\d", "€ü", "", " ", "NULL",
            "{x,y}",
            "12", "true"};

    @Inject
    TestDatabase database;

    @Inject
    ObjectMapper json;

    @Inject
    RecipeFit fit;

    private final RandomGenerator random = new Well19937c(11);

    /** A row as Java knows it. */
    private record Row(int id, Map<String, Object> columns, Map<String, Object> attributes) implements RowValues {
        @Override
        public Object column(String name) {
            return columns.get(name);
        }

        @Override
        public Object attribute(String key) {
            return attributes.get(key);
        }
    }

    @BeforeEach
    void makeTable() {
        database.execute("drop table if exists encoded",
                """
                        create table encoded (id integer primary key, small smallint, big bigint, exact numeric, ratio real, amount float8,
                                              flag boolean, word text, "odd ""Name" float8, attributes jsonb)""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "l2"})
    void javaAndSqlMakeTheSameVectors(String normalize) {
        List<Row> rows = insertRandomRows(400);
        List<NewRecipe.NewFeature> features = new ArrayList<>();
        String[] numbers = {"small", "big", "exact", "ratio", "amount", "odd \"Name"};
        String[] encodings = {"raw", "zscore", "minmax", "robust", "log", "quantile"};
        for (int i = 0; i < numbers.length; i++) {
            features.add(feature(numbers[i], null, encodings[i], 1.0 + i / 3.0,
                    List.of("mean", "zero", "indicator").get(i % 3), null));
            features.add(
                    feature(null, "n" + i, encodings[i], null, List.of("indicator", "mean", "zero").get(i % 3), null));
        }
        features.add(feature("flag", null, "boolean", 0.5, "indicator", null));
        features.add(feature(null, "mixed", "boolean", null, "zero", null));
        features.add(feature("word", null, "onehot", 2.5, "mean", null));
        features.add(feature(null, "plan", "onehot", null, "indicator", 4));
        features.add(feature(null, "mixed", "onehot", null, "zero", null));

        // two features of one attribute are two names for it, which is refused; so the second goes into a recipe of its own
        Recipe first = fit.fit(new NewRecipe("first", "encoded", features.subList(0, features.size() - 1), normalize));
        Recipe second = fit.fit(
                new NewRecipe("second", "encoded", features.subList(features.size() - 1, features.size()), normalize));

        assertThat(first.blocks()).hasSize(features.size() - 1);
        assertSame(first, rows);
        assertSame(second, rows);
        assertSame(first, insertRandomRows(200)); // values beyond the fitted ones, categories it has not seen
    }

    private void assertSame(Recipe recipe, List<Row> rows) {
        List<String> vectors = database
                .column("select %s from encoded as e where id >= %d order by id limit %d".formatted(
                        recipe.expression("e"), rows.get(0).id(), rows.size()));
        assertThat(vectors).hasSize(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            float[] java = recipe.encode(rows.get(i));
            String[] sql = vectors.get(i).substring(1, vectors.get(i).length() - 1).split(",");
            assertThat(sql).hasSize(recipe.width()).hasSize(java.length);
            for (int j = 0; j < java.length; j++) {
                double expected = Double.parseDouble(sql[j]);
                assertThat((double) java[j]).as("row %s, %s", rows.get(i), recipe.meanings().get(j).words())
                        .isCloseTo(expected, within(1e-6 * Math.max(1e-3, Math.abs(expected))));
            }
        }
    }

    private List<Row> insertRandomRows(int count) {
        int next = Integer.parseInt(database.value("select coalesce(max(id), 0) + 1 from encoded"));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Row row = randomRow(next + i);
            rows.add(row);
            database.execute("""
                    insert into encoded values (%d, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)""".formatted(row.id(),
                    row.columns().get("small"), row.columns().get("big"), row.columns().get("exact"),
                    row.columns().get("ratio"), row.columns().get("amount"), row.columns().get("flag"),
                    text(row.columns().get("word")), row.columns().get("odd \"Name"), text(write(row.attributes()))));
        }
        return rows;
    }

    private Row randomRow(int id) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("small", orNull(random.nextInt(200) - 100));
        columns.put("big", orNull(random.nextLong() >> 20));
        columns.put("exact", orNull(Math.round(random.nextGaussian() * 1e6) / 100.0));
        columns.put("ratio", orNull(random.nextInt(1000) / 8.0));
        columns.put("amount", orNull(random.nextGaussian() * 1e5));
        columns.put("flag", orNull(random.nextBoolean()));
        columns.put("word", orNull(TEXTS[random.nextInt(TEXTS.length)]));
        columns.put("odd \"Name", orNull((double) random.nextInt(7)));
        Map<String, Object> attributes = new HashMap<>();
        for (int i = 0; i < 6; i++) {
            attributes.put("n" + i, mixed(random.nextGaussian() * Math.pow(10, i)));
        }
        attributes.put("plan", mixed(TEXTS[random.nextInt(TEXTS.length)]));
        attributes.put("mixed", List.of(random.nextBoolean(), random.nextInt(5), TEXTS[random.nextInt(TEXTS.length)],
                1.5, 2.25e-7, 1e20).get(random.nextInt(6)));
        attributes.values().removeIf(value -> random.nextInt(12) == 0);
        return new Row(id, columns, attributes);
    }

    private <T> T orNull(T value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    /** Mostly the value; else something of another JSON type, which counts as unknown or as another category. */
    private Object mixed(Object value) {
        return switch (random.nextInt(12)) {
            case 0 -> "17";
            case 1 -> true;
            case 2 -> List.of(1, "two");
            case 3 -> Map.of("a", 1);
            case 4 -> 3e15; // beyond what counts as a number
            default -> value;
        };
    }

    @Test
    void aRefusedRowHasNoVectorInEitherWay() {
        List<Row> rows = insertRandomRows(60);
        Recipe recipe = fit
                .fit(new NewRecipe("refusing", "encoded",
                        List.of(feature("amount", null, "zscore", null, "refuse", null),
                                new NewRecipe.NewFeature("word", null, "onehot", null, "refuse", null, "refuse")),
                        null));
        database.execute("insert into encoded (id, amount, word) values (1000, 1, 'unheard of')");
        rows.add(new Row(1000, Map.of("amount", 1.0, "word", "unheard of"), Map.of()));
        List<String> vectors = database
                .column("select %s from encoded as e order by id".formatted(recipe.expression("e")));

        int refused = 0;
        for (int i = 0; i < rows.size(); i++) {
            boolean hasVector = true;
            try {
                recipe.encode(rows.get(i));
            } catch (Invalid refusal) {
                hasVector = false;
                refused++;
            }
            assertThat(vectors.get(i) != null).as("row %s", rows.get(i)).isEqualTo(hasVector);
        }
        assertThat(refused).isBetween(2, 40);
        assertThat(vectors.get(60)).isNull();
    }

    @Test
    void numbersThatOnlyJsonCanHoldAreUnknown() {
        List<Row> rows = insertRandomRows(20);
        Recipe recipe = fit.fit(
                new NewRecipe("wide", "encoded", List.of(feature(null, "n1", "zscore", null, "zero", null)), null));
        database.execute("insert into encoded (id, attributes) values (1000, '{\"n1\": 1e4000}')");

        assertThat(rows).isNotEmpty();
        assertThat(database.value("select %s from encoded as e where id = 1000".formatted(recipe.expression("e"))))
                .isEqualTo("[0]");
    }

    @Test
    void aNumberIsOneCategoryHoweverJsonWritesIt() {
        List<String> written = List.of("1.50", "1.5", "1e5", "100000", "100000.0", "0.1", "1e-7", "0.00000010", "-0",
                "2",
                "2.0");
        List<Row> rows = insertNumbers("x", written);
        Recipe recipe = fit.fit(new NewRecipe("written", "encoded",
                List.of(feature(null, "x", "onehot", null, "indicator", null)), null));

        assertThat(recipe.meanings()).extracting(meaning -> meaning.name()).containsExactlyInAnyOrder(
                "attributes.x=1.5",
                "attributes.x=100000", "attributes.x=0.1", "attributes.x=0.0000001", "attributes.x=0", "attributes.x=2",
                "attributes.x=unknown");
        assertSame(recipe, rows);
        assertThat(recipe.encode(rows.get(0))).isEqualTo(recipe.encode(rows.get(1)));
    }

    @Test
    void equalValuesHaveNoDeviationWhateverTheirRounding() {
        List<Row> rows = insertNumbers("x", Collections.nCopies(1_000, "0.1"));
        rows.addAll(insertNumbers("y", Collections.nCopies(1_000, "5")));
        Recipe recipe = fit.fit(new NewRecipe("equal", "encoded", List.of(
                feature(null, "x", "zscore", null, "indicator", null),
                feature(null, "y", "log", null, "indicator", null)),
                null));

        assertThat(recipe.row().features()).extracting(feature -> feature.statistics().deviation()).containsExactly(0.0,
                0.0);
        assertSame(recipe, rows);
        float[] other = recipe.encode(new Row(0, Map.of(), Map.of("x", 0.2, "y", 6)));
        assertThat(other[0]).isCloseTo(0.1f, within(1e-6f));
        assertThat(other[2]).isCloseTo((float) Math.log(7.0 / 6), within(1e-6f));
    }

    /** Such as by a divisor of 1e-26; infinity is refused by pgvector, and squares beyond 3.4e38 are no distances. */
    @Test
    void noElementIsTooLargeForDistances() {
        List<Row> rows = insertNumbers("x", List.of("1e-26", "2e-26", "3e-26", "1e14", "-1e15"));
        rows.addAll(insertNumbers("y", List.of("1e15", "-1e15", "7")));
        database.execute("create view small as select * from encoded where (attributes ->> 'x')::float8 < 1e-20 "
                + "and (attributes ->> 'x')::float8 > 0");
        try {
            Recipe recipe = fit.fit(new NewRecipe("tiny", "small", List.of(
                    feature(null, "x", "zscore", null, "zero", null)), null));
            assertSame(recipe, rows);
            assertThat(recipe.encode(rows.get(3))[0]).isEqualTo(1e17f);
            assertThat(recipe.encode(rows.get(4))[0]).isEqualTo(-1e17f);
        } finally {
            database.execute("delete from recipe where name = 'tiny'", "drop view small");
        }
        Recipe heavy = fit.fit(new NewRecipe("heavy", "encoded", List.of(
                feature(null, "y", "raw", 1e6, "zero", null)), null));
        assertSame(heavy, rows);
        assertThat(heavy.encode(rows.get(6))[0]).isEqualTo(-1e17f);
    }

    /** Rows of one attribute, as JSON has it. */
    private List<Row> insertNumbers(String attribute, List<String> written) {
        int next = Integer.parseInt(database.value("select coalesce(max(id), 0) + 1 from encoded"));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String attributes = "{\"%s\": %s}".formatted(attribute, written.get(i));
            database.execute("insert into encoded (id, attributes) values (%d, '%s')".formatted(next + i, attributes));
            rows.add(new Row(next + i, Map.of(), read(attributes)));
        }
        return rows;
    }

    @SuppressWarnings("unchecked") // an object
    private Map<String, Object> read(String object) {
        try {
            return json.readValue(object, Map.class);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static NewRecipe.NewFeature feature(String column, String attribute, String encode, Double weight,
            String nulls,
            Integer maxCategories) {
        return new NewRecipe.NewFeature(column, attribute, encode, weight, nulls, maxCategories, null);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String text(Object value) {
        return value == null ? null : "'" + value.toString().replace("'", "''") + "'";
    }
}
