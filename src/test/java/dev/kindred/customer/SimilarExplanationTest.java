package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;

import dev.kindred.TestDatabase;
import dev.kindred.recipe.RecipeFixture;
import dev.kindred.recipe.Recipes;

/** Why a neighbour is near, against the distances that PostgreSQL computes. */
@QuarkusTest
class SimilarExplanationTest {

    private static final JsonPathConfig DOUBLES = new JsonPathConfig(JsonPathConfig.NumberReturnType.DOUBLE);

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @Inject
    Recipes recipes;

    @BeforeEach
    @AfterEach
    void reset() {
        fixture.reset();
    }

    private static int add(String profile) {
        return given().contentType("application/json").body(profile).post("/api/customers").then().statusCode(201)
                .extract().jsonPath().getInt("id");
    }

    private static String randomProfile(RandomGenerator random) {
        return """
                {"age": %s, "income": %s, "isActive": %s, "gender": %s, "attributes": {"plan": "%s", "tenure": %s}}"""
                .formatted(random.nextInt(6) == 0 ? null : random.nextInt(100),
                        random.nextInt(6) == 0 ? null : random.nextInt(1_000_000) / 10.0,
                        random.nextInt(6) == 0 ? null : random.nextBoolean(),
                        List.of("\"female\"", "\"male\"", "\"other\"", "null").get(random.nextInt(4)),
                        List.of("free", "pro", "d'Artagnan's").get(random.nextInt(3)),
                        random.nextInt(6) == 0 ? null : random.nextInt(72));
    }

    private static JsonPath similar(int id, String parameters) {
        return get("/api/customers/" + id + "/similar?explain=true&" + parameters).then().statusCode(200).extract()
                .jsonPath(DOUBLES);
    }

    /** A recipe of columns and attributes, of another width, put in force the way a swap does. */
    private void useAttributes() {
        given().contentType("application/json").body("""
                {"name": "customer", "table": "customer", "features": [
                   {"column": "age", "encode": "zscore"}, {"column": "income", "encode": "log", "weight": 2},
                   {"attribute": "plan", "encode": "onehot", "maxCategories": 3},
                   {"attribute": "tenure", "encode": "robust", "nulls": "indicator"}]}""").post("/api/recipes").then()
                .statusCode(201);
        var second = recipes.version("customer", 2);
        database.execute("alter table customer alter column embedding type vector(%d) using %s".formatted(
                second.width(), second.expression("customer")),
                "update recipe set active = false where version = 1",
                "update recipe set active = true where version = 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"l2", "cosine", "inner_product", "l1"})
    void termsAddUpToTheDistance(String metric) {
        RandomGenerator random = new Well19937c(11);
        int asked = 0;
        for (int i = 0; i < 60; i++) {
            asked = add(randomProfile(random));
        }
        requireSums(similar(asked, "limit=60&metric=" + metric), metric, withDirection(metric, asked));

        useAttributes();

        requireSums(similar(asked, "limit=60&metric=" + metric), metric, withDirection(metric, asked));
        requireSums(given().contentType("application/json").body(randomProfile(random))
                .post("/api/customers/similar?explain=true&limit=60&metric=" + metric).then().statusCode(200).extract()
                .jsonPath(DOUBLES), metric, withDirection(metric, 0));
    }

    /** Who can be a neighbour: all but the asked one, and under cosine but those whose values are all unknown or zero. */
    private int withDirection(String metric, int asked) {
        return Integer.parseInt(database.value("select count(*) from customer where id <> %d%s".formatted(asked,
                metric.equals("cosine") ? " and vector_norm(embedding) > 0" : "")));
    }

    private static void requireSums(JsonPath answer, String metric, int neighbors) {
        assertThat(answer.getList("neighbors")).hasSize(neighbors);
        for (int i = 0; i < neighbors; i++) {
            double distance = answer.getDouble("neighbors[%d].distance".formatted(i));
            double expected = metric.equals("l2") ? distance * distance : distance;
            List<Map<String, Object>> terms = answer.getList("neighbors[%d].explanation.terms".formatted(i));
            double sum = sum(terms, "term");

            // pgvector sums up in 32 bits.
            assertThat(sum).isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
            assertThat(answer.getString("neighbors[%d].explanation.sumsTo".formatted(i)))
                    .isEqualTo(metric.equals("l2") ? "squared_distance" : "distance");
            if (metric.equals("inner_product") || sum == 0) {
                assertThat(terms).noneMatch(term -> term.containsKey("share"));
            } else {
                assertThat(sum(terms, "share")).isCloseTo(1, within(1e-9));
            }
            if (sum != 0) {
                assertThat(answer.getString("neighbors[%d].explanation.largest".formatted(i))).isEqualTo(terms.stream()
                        .max(Comparator.comparingDouble(term -> Math.abs((double) term.get("term")))).orElseThrow()
                        .get("feature"));
            }
        }
    }

    private static double sum(List<Map<String, Object>> terms, String what) {
        return terms.stream().mapToDouble(term -> ((Number) term.get(what)).doubleValue()).sum();
    }

    @Test
    void bothValuesAreInOriginalUnitsAndNullWhereUnknown() {
        int asked = add("{\"age\": 45, \"income\": 52000.5, \"isActive\": true}");
        add("{\"age\": 61, \"gender\": \"female\", \"isActive\": false}");

        JsonPath explanation = similar(asked, "fields=externalId");

        // Declared: age 45 ± 16, income 45,000 ± 25,000; unknown income is the mean, unknown gender all-zero.
        assertThat(explanation.getList("neighbors[0].explanation.terms.feature"))
                .isEqualTo(List.of("age", "income", "is_active", "gender"));
        assertThat(explanation.getList("neighbors[0].explanation.terms.term", Double.class)).satisfiesExactly(
                age -> assertThat(age).isCloseTo(1, within(1e-6)),
                income -> assertThat(income).isCloseTo(Math.pow(7000.5 / 25000, 2), within(1e-6)),
                active -> assertThat(active).isEqualTo(1), gender -> assertThat(gender).isEqualTo(1));
        assertThat(explanation.getList("neighbors[0].explanation.terms.asked"))
                .containsExactly(45, 52000.5, true, null);
        assertThat(explanation.getList("neighbors[0].explanation.terms.neighbor"))
                .containsExactly(61, null, false, "female");
        assertThat(explanation.getMap("neighbors[0]")).containsOnlyKeys("id", "distance", "externalId", "explanation");
    }

    @Test
    void attributesAreExplainedByTheirValuesToo() {
        int asked = add("{\"age\": 30, \"income\": 10, \"attributes\": {\"plan\": \"pro\", \"tenure\": 3}}");
        int other = add("{\"age\": 40, \"income\": 20, \"attributes\": {\"plan\": \"d'Artagnan's\", \"tenure\": 5}}");
        add("{\"age\": 50, \"income\": 30, \"attributes\": {\"plan\": \"pro\"}}");
        useAttributes();

        JsonPath stored = similar(asked, "limit=1&filter=id==" + other);
        JsonPath described = given().contentType("application/json")
                .body("{\"age\": 30, \"income\": 10, \"attributes\": {\"plan\": \"pro\", \"tenure\": 3}}")
                .post("/api/customers/similar?explain=true&limit=1&filter=id==" + other).then().statusCode(200)
                .extract().jsonPath(DOUBLES);

        assertThat(stored.getList("neighbors[0].explanation.terms.feature"))
                .isEqualTo(List.of("age", "income", "attributes.plan", "attributes.tenure"));
        assertThat(stored.getList("neighbors[0].explanation.terms.neighbor"))
                .isEqualTo(List.of(40, 20.0, "d'Artagnan's", 5));
        assertThat(stored.getList("neighbors[0].explanation.terms.asked")).isEqualTo(List.of(30, 10.0, "pro", 3));
        assertThat(described.getList("neighbors[0].explanation.terms"))
                .isEqualTo(stored.getList("neighbors[0].explanation.terms"));
    }

    @ParameterizedTest
    @CsvSource({"l2", "l1", "cosine"})
    void aTwinIsExplainedByZeros(String metric) {
        int asked = add("{\"age\": 30, \"gender\": \"male\"}");
        add("{\"age\": 30, \"gender\": \"male\"}");

        JsonPath answer = similar(asked, "metric=" + metric);

        assertThat(answer.getList("neighbors[0].explanation.terms.term", Double.class)).containsOnly(0.0);
        assertThat(answer.getMap("neighbors[0].explanation")).containsOnlyKeys("sumsTo", "terms");
        assertThat(answer.getMap("neighbors[0].explanation.terms[0]"))
                .containsOnlyKeys("feature", "term", "asked", "neighbor");
    }

    @Test
    void anUnknownCustomerIsNotFoundHereToo() {
        add("{\"age\": 30}");

        assertThat(get("/api/customers/999999999/similar?explain=true").statusCode()).isEqualTo(404);
    }
}
