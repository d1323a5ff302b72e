package dev.kindred.compare;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.recipe.RecipeFixture;

/** Versions of two recipes, of which the second refuses customers of unknown gender; against the predictions of each. */
@QuarkusTest
@TestProfile(EveryTable.class)
class RecipeComparisonTest {

    private static final int CUSTOMERS = 60;

    @Inject
    RecipeFixture fixture;

    /** Versions of the model; numbers are never given again. */
    private int from;
    private int to;

    @BeforeEach
    void makeVersions() {
        fixture.reset();
        profiles("\"isActive\": true, ").forEach(profile -> post("/api/customers", profile));
        post("/api/recipes", """
                {"name": "customer", "table": "customer", "features": [
                  {"column": "age", "encode": "zscore", "weight": 3}, {"column": "income", "encode": "zscore"},
                  {"column": "gender", "encode": "onehot", "nulls": "refuse"}]}""");
        from = train(1);
        to = train(2);
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    /** @param more fields that all have */
    private static List<String> profiles(String more) {
        List<String> profiles = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            profiles.add("{%s\"age\": %d, \"income\": %d, \"gender\": %s}".formatted(more, 18 + i * 37 % 60,
                    20_000 + i * 7_919 % 60_000, i % 10 == 0 ? "null" : i % 2 == 0 ? "\"female\"" : "\"male\""));
        }
        return profiles;
    }

    private static List<String> withKnownGender(String more) {
        return profiles(more).stream().filter(row -> !row.contains("null")).toList();
    }

    private static void post(String path, String body) {
        given().contentType("application/json").body(body).post(path).then().statusCode(201);
    }

    private static int train(int recipe) {
        return given().contentType("application/json").header("Prefer", "wait=60").body(
                "{\"name\": \"recipes\", \"recipe\": \"customer@%d\", \"clusters\": 3, \"seed\": 1}".formatted(recipe))
                .post("/api/models").then().statusCode(201).extract().jsonPath().getInt("version");
    }

    private static List<Integer> predict(int version, List<String> rows) {
        return given().contentType("application/json").body("{\"rows\": [%s]}".formatted(String.join(", ", rows)))
                .post("/api/models/recipes/versions/%d/predict".formatted(version)).then().statusCode(200).extract()
                .jsonPath().getList("predictions.cluster");
    }

    private JsonPath compare(String part) {
        return get("/api/models/recipes/compare%s?from=%d&to=%d".formatted(part, from, to)).then().statusCode(200)
                .extract().jsonPath();
    }

    @Test
    void eachRowIsEncodedByBothRecipes() {
        JsonPath found = compare("");

        List<Integer> before = predict(from, withKnownGender("\"is_active\": true, "));
        List<Integer> after = predict(to, withKnownGender(""));
        Map<String, Long> expected = new TreeMap<>();
        for (int i = 0; i < before.size(); i++) {
            expected.merge(before.get(i) + " to " + after.get(i), 1L, Long::sum);
        }
        assertThat(counts(found)).isEqualTo(expected);
        assertThat(found.getLong("rows.compared")).isEqualTo(54);
        assertThat(found.getLong("rows.onlyFrom")).isEqualTo(6);
    }

    /** Rows by cluster, of the transitions between segments. */
    private static Map<String, Long> counts(JsonPath found) {
        List<Map<String, Map<String, Object>>> segments = found.getList("segments");
        List<List<Integer>> transitions = found.getList("transitions");
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < segments.size(); i++) {
            for (int j = 0; j < segments.size(); j++) {
                if (transitions.get(i).get(j) > 0) {
                    counts.put(segments.get(i).get("from").get("cluster") + " to "
                            + segments.get(j).get("to").get("cluster"), transitions.get(i).get(j).longValue());
                }
            }
        }
        return counts;
    }

    @Test
    void centresOfDifferentRecipesAreComparedInOriginalUnitsOnly() {
        JsonPath found = compare("");

        Map<String, Object> shift = found.getMap("segments.find { it.shift != null }.shift");
        assertThat(shift.get("distance")).isNull();
        Map<?, ?> age = (Map<?, ?>) ((Map<?, ?>) shift.get("features")).get("age");
        double before = ((Number) age.get("from")).doubleValue();
        double after = ((Number) age.get("to")).doubleValue();
        assertThat(before).isBetween(18.0, 78.0);
        assertThat(after).isBetween(18.0, 78.0);
        assertThat(((Number) age.get("difference")).doubleValue()).isCloseTo(after - before,
                within(1e-4));
        assertThat((Map<?, ?>) ((Map<?, ?>) shift.get("features")).get("is_active")).extracting("to").isNull();
    }

    @Test
    void movesAreReadByBothRecipesToo() {
        JsonPath all = compare("");
        JsonPath moves = compare("/moves");

        assertThat(moves.getList("items").size()).isEqualTo(all.getInt("moves.rows"));
    }
}
