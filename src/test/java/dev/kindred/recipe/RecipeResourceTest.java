package dev.kindred.recipe;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

@QuarkusTest
@TestProfile(EveryTable.class)
class RecipeResourceTest {

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @BeforeEach
    void makeRows() {
        fixture.reset();
        database.execute("drop table if exists shop",
                """
                        create table shop (id integer primary key, visits integer, revenue float8, vip boolean, city text, same integer,
                                           strange float8, note json, attributes jsonb, since timestamptz)""",
                """
                        insert into shop values
                            (1, 1, 0, true, 'Ulm', 7, 'NaN', '{}', '{"plan": "pro", "age": 10, "size": "L", "on": true}'),
                            (2, 2, 10, true, 'Ulm', 7, 1, '{}', '{"plan": "pro", "age": "10", "size": "L", "on": false}'),
                            (3, 3, 100, true, 'Kiel', 7, 2, '{}', '{"plan": "free", "age": 30}'),
                            (4, 4, 1000, false, 'Bonn', 7, 3, '{}', '{"plan": "team", "age": null}'),
                            (5, 10, null, null, null, null, 4, '{}', '{}')""");
    }

    @AfterEach
    void clean() {
        fixture.reset();
    }

    private static ValidatableResponse make(String body) {
        return given().contentType("application/json").body(body).post("/api/recipes").then();
    }

    private static String recipe(String feature) {
        return """
                {"name": "shop", "table": "shop", "features": [%s]}""".formatted(feature);
    }

    private static Map<String, Object> statistics(JsonPath recipe, int feature) {
        return recipe.getMap("features[%d].statistics".formatted(feature));
    }

    @Test
    void statisticsAreThoseOfTheTable() {
        ValidatableResponse answer = make(recipe("""
                {"column": "visits", "encode": "zscore"}, {"column": "revenue", "encode": "log", "weight": 2},
                {"attribute": "age", "encode": "minmax"}, {"column": "vip", "encode": "boolean"},
                {"column": "city", "encode": "onehot"}, {"attribute": "plan", "encode": "onehot", "maxCategories": 3,
                "nulls": "indicator"}""")).statusCode(201);
        JsonPath made = answer.extract().jsonPath();

        assertThat(answer.extract().header("Location")).endsWith("/api/recipes/shop/versions/1");
        assertThat(made.getMap("$")).containsEntry("name", "shop").containsEntry("version", 1)
                .containsEntry("fitted", true)
                .containsEntry("active", false).containsEntry("rows", 5).containsEntry("width", 11);
        // 1, 2, 3, 4, 10: mean 4, variance (9 + 4 + 1 + 0 + 36) / 5 = 10
        assertThat(made.getDouble("features[0].statistics.mean")).isEqualTo(4);
        assertThat(made.getDouble("features[0].statistics.deviation")).isCloseTo(Math.sqrt(10), within(1e-6));
        double[] logs = {0, Math.log(11), Math.log(101), Math.log(1001)};
        double mean = (logs[0] + logs[1] + logs[2] + logs[3]) / 4;
        assertThat(made.getDouble("features[1].statistics.mean")).isCloseTo(mean, within(1e-6));
        // "10" is a text and null is unknown, so only 10 and 30 count
        assertThat(statistics(made, 2)).containsEntry("minimum", 10f).containsEntry("maximum", 30f)
                .containsEntry("mean", 20f);
        assertThat(statistics(made, 3)).containsEntry("mean", 0.75f);
        assertThat(statistics(made, 4)).containsEntry("categories", List.of("Ulm", "Bonn", "Kiel"))
                .containsEntry("shares", List.of(0.5f, 0.25f, 0.25f));
        assertThat(statistics(made, 5)).containsEntry("categories", List.of("pro", "free")).containsEntry("otherShare",
                0.25f);
        assertThat(made.getList("positions.name")).containsExactly("visits", "revenue", "attributes.age", "vip",
                "city=Ulm",
                "city=Bonn", "city=Kiel", "attributes.plan=pro", "attributes.plan=free", "attributes.plan=(other)",
                "attributes.plan=unknown");
        assertThat(made.getString("positions[1].meaning")).startsWith("revenue: (sign(x) * ln(1 + |x|) - ")
                .endsWith(", times 2.0; unknown counts as the mean");
        assertThat(get("/api/recipes/shop").jsonPath().getMap("$")).isEqualTo(made.getMap("$"));
    }

    @Test
    void robustAndQuantileReadQuantiles() {
        JsonPath made = make(recipe("""
                {"column": "visits", "encode": "robust"}, {"column": "revenue", "encode": "quantile"}"""))
                .statusCode(201)
                .extract().jsonPath();

        assertThat(statistics(made, 0)).containsEntry("median", 3f).containsEntry("interquartileRange", 2f);
        assertThat(made.getList("features[1].statistics.quantiles")).hasSize(101).startsWith(0f).endsWith(1000f);
    }

    @Test
    void asManyFeaturesAsAreAllowedAreFitted() {
        database.execute("drop table if exists assortment", "create table assortment (attributes jsonb)",
                """
                        insert into assortment select (select jsonb_object_agg('e' || j, i * j) from generate_series(1, 500) as j)
                          from generate_series(1, 3) as i""");
        String features = IntStream.rangeClosed(1, 500)
                .mapToObj("{\"attribute\": \"e%d\", \"encode\": \"robust\"}"::formatted)
                .collect(Collectors.joining(","));

        JsonPath made = make(
                "{\"name\": \"assortment\", \"table\": \"assortment\", \"features\": [%s]}".formatted(features))
                .statusCode(201).extract().jsonPath();

        assertThat(made.getMap("$")).containsEntry("width", 500).containsEntry("rows", 3);
        for (int j = 1; j <= 500; j++) { // j, 2j, 3j
            assertThat(statistics(made, j - 1)).containsEntry("median", 2f * j).containsEntry("interquartileRange",
                    1f * j);
        }
    }

    @Test
    void constantAndUnknownFeaturesAreDroppedAndSaySo() {
        JsonPath made = make(
                recipe("""
                        {"column": "same", "encode": "zscore"}, {"column": "visits", "encode": "raw"},
                        {"attribute": "size", "encode": "onehot", "nulls": "mean"}, {"attribute": "nowhere", "encode": "zscore"},
                        {"column": "vip", "encode": "boolean", "nulls": "indicator"}"""))
                .statusCode(201).extract().jsonPath();

        assertThat(made.getList("features.dropped")).containsExactly("constant: every known value is 7", null,
                "constant: every known value is 'L'", "no row has a known value", null);
        assertThat(made.getList("positions.name")).containsExactly("visits", "vip", "vip=unknown");
        assertThat(make(recipe("{\"column\": \"same\", \"encode\": \"zscore\"}")).statusCode(400).extract().jsonPath()
                .getString("detail")).startsWith("Every feature is constant");
    }

    /** The one known value is told from an unknown one by some encodings only. */
    @ParameterizedTest
    @CsvSource({"zscore, zero, true", "minmax, zero, true", "robust, zero, true", "log, zero, true", "raw, zero, false",
            "quantile, zero, false", "zscore, indicator, false", "raw, mean, true", "zscore, refuse, true"})
    void oneValueBesideUnknownOnesIsConstantWhereBothAreEncodedAlike(String encode, String nulls, boolean isDropped) {
        JsonPath made = make(recipe("""
                {"column": "same", "encode": "%s", "nulls": "%s"}, {"column": "visits", "encode": "raw"}"""
                .formatted(encode, nulls))).statusCode(201).extract().jsonPath();

        assertThat(made.getString("features[0].dropped") != null).isEqualTo(isDropped);
        assertThat(made.getInt("width")).isEqualTo(isDropped ? 1 : nulls.equals("indicator") ? 3 : 2);
    }

    @Test
    void anEnumIsACategoryWhateverItsName() {
        database.execute("drop type if exists time_of_day", "create type time_of_day as enum ('day', 'night')",
                "alter table shop add column part time_of_day default 'day'",
                "update shop set part = 'night' where id = 2");

        assertThat(make(recipe("{\"column\": \"part\", \"encode\": \"onehot\"}")).statusCode(201).extract().jsonPath()
                .getList("positions.name")).containsExactly("part=day", "part=night");
    }

    @Test
    void aNumberThatNoDoubleCanHoldIsExplained() {
        database.execute("alter table shop add column exact numeric", "update shop set exact = 1e400 where id = 2");

        assertThat(make(recipe("{\"column\": \"exact\", \"encode\": \"zscore\"}")).statusCode(400).extract()
                .jsonPath().getString("detail")).contains("beyond ±1e308").contains("up to ±1e15");
    }

    @Test
    void equalRecipesHaveEqualHashesAndVersionsCount() {
        String wanted = recipe("{\"column\": \"visits\", \"encode\": \"zscore\"}");
        JsonPath first = make(wanted).statusCode(201).extract().jsonPath();
        JsonPath again = given().post("/api/recipes/shop/fit").then().statusCode(201).extract().jsonPath();
        database.execute("update shop set visits = 1000 where id = 5");
        JsonPath other = given().post("/api/recipes/shop/fit").then().statusCode(201).extract().jsonPath();

        assertThat(again.getInt("version")).isEqualTo(2);
        assertThat(again.getString("hash")).isEqualTo(first.getString("hash")).matches("[0-9a-f]{64}");
        assertThat(other.getString("hash")).isNotEqualTo(first.getString("hash"));
        assertThat(get("/api/recipes/shop").jsonPath().getInt("version")).isEqualTo(3);
        assertThat(get("/api/recipes/shop@1").jsonPath().getInt("version")).isEqualTo(1);
        assertThat(get("/api/recipes/shop/versions").jsonPath().getList("items.version")).isEqualTo(List.of(1, 2, 3));
        assertThat(get("/api/recipes").jsonPath().getList("items.name")).contains("customer", "shop");
    }

    @Test
    void theCustomersRecipeIsDeclaredAtFirst() {
        JsonPath recipe = get("/api/recipes/customer").jsonPath();

        assertThat(recipe.getMap("$")).containsEntry("version", 1).containsEntry("fitted", false)
                .containsEntry("active", true)
                .containsEntry("rows", null).containsEntry("width", 6);
        assertThat(recipe.getList("positions.meaning")).containsExactly(
                "age: (x - 45) / 16; unknown counts as the mean",
                "income: (x - 45000) / 25000; unknown counts as the mean",
                "is_active: 1 where it is true, else 0; unknown counts as the mean",
                "gender: 1 where it is 'female', else 0; unknown counts as 0",
                "gender: 1 where it is 'male', else 0; unknown counts as 0",
                "gender: 1 where it is known and none of the others, else 0; unknown counts as 0");
    }

    @Test
    void aFittedVersionNeverChanges() {
        make(recipe("{\"column\": \"visits\", \"encode\": \"zscore\"}")).statusCode(201);

        assertThatThrownBy(() -> database.execute("update recipe set rows = 6 where name = 'shop'"))
                .hasMessageContaining("recipe shop@1 is fitted and never changes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"column\": \"nothing\", \"encode\": \"zscore\"} | Table 'shop' has no column 'nothing'; it has id, visits, revenue, vip, city, same, strange, note, attributes, since.",
            "{\"column\": \"city\", \"encode\": \"zscore\"} | Column 'city' has type text, which can't be encoded as zscore; it wants a numeric column.",
            "{\"column\": \"visits\", \"encode\": \"boolean\"} | Column 'visits' has type integer, which can't be encoded as boolean; boolean wants a column of type boolean.",
            "{\"column\": \"note\", \"encode\": \"onehot\"} | Column 'note' has type json, which can't be encoded as onehot; onehot wants a text, boolean, integer or enum column.",
            "{\"column\": \"since\", \"encode\": \"onehot\"} | Column 'since' has type timestamp with time zone, which can't be encoded as onehot; onehot wants a text, boolean, integer or enum column.",
            "{\"attribute\": \"a\\u0000b\", \"encode\": \"raw\"} | features[0].attribute holds the character U+0000 at character 2, which no text in PostgreSQL can hold.",
            "{\"attribute\": \"a\\ud800b\", \"encode\": \"raw\"} | features[0].attribute holds half of a surrogate pair, which is no character.",
            "{\"column\": \"revenue\", \"encode\": \"onehot\"} | Column 'revenue' has type double precision, which can't be encoded as onehot; onehot wants a text, boolean, integer or enum column.",
            "{\"column\": \"visits\", \"encode\": \"zcore\"} | Unknown encode 'zcore'; known are raw, zscore, minmax, robust, log, boolean, onehot, quantile.",
            "{\"column\": \"visits\", \"encode\": \"raw\", \"nulls\": \"skip\"} | Unknown nulls 'skip'; known are mean, zero, indicator, refuse.",
            "{\"column\": \"visits\", \"attribute\": \"plan\", \"encode\": \"raw\"} | A feature has either a column or an attribute, but one has both, 'visits' and 'plan'.",
            "{\"encode\": \"raw\"} | A feature has either a column or an attribute, but one has neither.",
            "{\"column\": \"visits\", \"encode\": \"raw\", \"maxCategories\": 3} | Feature 'visits' is no onehot, so it has no maxCategories and no unseen.",
            "{\"column\": \"city\", \"encode\": \"onehot\", \"maxCategories\": 3, \"unseen\": \"zero\"} | Feature 'city' has a slot for unseen values because of maxCategories; leave unseen out.",
            "{\"column\": \"strange\", \"encode\": \"raw\"} | Column 'strange' holds 1 value(s) that are NaN, infinite or beyond ±1e15; mend or exclude those rows, for example with a view.",
            "{\"column\": \"visits\", \"encode\": \"raw\"}, {\"column\": \"visits\", \"encode\": \"log\"} | Feature 'visits' is named twice; once is right.",
            "{\"column\": \"visits\", \"encode\": \"raw\", \"weight\": -1} | features[0].weight must be greater than or equal to 1e-6.",
            "{\"column\": \"visits\"} | features[0].encode must not be null.",
            " | features size must be between 1 and 500."})
    void aFeatureThatDoesNotFitIsExplained(String feature, String expected) {
        assertThat(
                make(recipe(feature == null ? "" : feature)).statusCode(400).extract().jsonPath().getString("detail"))
                .isEqualTo(expected);
    }

    @Test
    void anIdentifierIsNeverSql() {
        String detail = make(recipe("{\"column\": \"visits\\\"; drop table shop; --\", \"encode\": \"raw\"}"))
                .statusCode(400)
                .extract().jsonPath().getString("detail");
        make(recipe(
                "{\"attribute\": \"x' || (select 1) || '\", \"encode\": \"zscore\"}, {\"column\": \"visits\", \"encode\": \"raw\"}"))
                .statusCode(201);

        assertThat(detail).startsWith("Table 'shop' has no column 'visits\"; drop table shop; --'");
        assertThat(database.value("select count(*) from shop")).isEqualTo("5");
    }

    @Test
    void tablesThatMayNotBeReadAndEmptyOnesAreRefused() {
        database.execute("drop table if exists hollow", "create table hollow (a integer)");

        assertThat(make(
                "{\"name\": \"x\", \"table\": \"recipe\", \"features\": [{\"column\": \"rows\", \"encode\": \"raw\"}]}")
                .statusCode(404).extract().jsonPath().getString("detail"))
                .startsWith("There is no table or view 'recipe'");
        assertThat(make(
                "{\"name\": \"x\", \"table\": \"hollow\", \"features\": [{\"column\": \"a\", \"encode\": \"raw\"}]}")
                .statusCode(400).extract().jsonPath().getString("detail"))
                .isEqualTo("There is no row to fit the recipe to.");
        assertThat(make(
                "{\"name\": \"customer\", \"table\": \"shop\", \"features\": [{\"column\": \"visits\", \"encode\": \"raw\"}]}")
                .statusCode(400).extract().jsonPath().getString("detail")).contains("choose another name");
        assertThat(make(
                "{\"name\": \"customer\", \"table\": \"customer\", \"features\": [{\"column\": \"id\", \"encode\": \"raw\"}]}")
                .statusCode(400).extract().jsonPath().getString("detail")).contains("can't use column 'id'");
        get("/api/recipes/none").then().statusCode(404);
        get("/api/recipes/customer/versions/9").then().statusCode(404);
        get("/api/recipes/customer@x").then().statusCode(400);
    }
}
