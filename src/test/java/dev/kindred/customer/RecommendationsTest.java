package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

@QuarkusTest
class RecommendationsTest {

    @Inject
    TestDatabase database;

    @BeforeEach
    void removeAll() {
        database.execute("delete from customer");
    }

    /** Declared: age 45 ± 16, so that 16 years are a distance of 1. */
    private static int add(int age, String products) {
        return given().contentType("application/json")
                .body("{\"age\": %d, \"attributes\": {\"products\": %s}}".formatted(age, products))
                .post("/api/customers").then().statusCode(201).extract().jsonPath().getInt("id");
    }

    private static JsonPath recommended(int id, String parameters) {
        return get("/api/customers/" + id + "/recommendations?" + parameters).then().statusCode(200).extract()
                .jsonPath();
    }

    @Test
    void valuesThatTheCustomerLacksAreRankedByWeightedShare() {
        int asked = add(45, "[\"cups\"]");
        add(45, "[\"cups\", \"beans\"]");
        add(61, "[\"beans\", \"filter\", \"filter\"]");
        add(77, "\"grinder\"");
        add(77, "{\"no\": \"set\"}");
        add(77, "[1, null, [\"deep\"], true]");

        JsonPath answer = recommended(asked, "attribute=products");

        // Distances 0, 1, 2, 2, 2; weights 1/(0.1 + distance)
        double twin = 1 / 0.1;
        double near = 1 / 1.1;
        double far = 1 / 2.1;
        double all = twin + near + 3 * far;
        assertThat(answer.getList("items.value")).isEqualTo(List.of("beans", "filter", "grinder"));
        assertThat(answer.getList("items.neighbors")).isEqualTo(List.of(2, 1, 1));
        assertThat(answer.getList("items.share", Double.class)).satisfiesExactly(
                share -> assertThat(share).isCloseTo((twin + near) / all, within(1e-6)),
                share -> assertThat(share).isCloseTo(near / all, within(1e-6)),
                share -> assertThat(share).isCloseTo(far / all, within(1e-6)));
        assertThat(answer.getInt("neighbors")).isEqualTo(5);
        assertThat(answer.getInt("withAttribute")).isEqualTo(3);
        assertThat(answer.getInt("recipe.version")).isPositive();
    }

    @Test
    void onlySoManyNeighboursAreAskedAndSoManyValuesTold() {
        int asked = add(45, "[]");
        add(46, "[\"b\", \"a\", \"c\"]");
        add(70, "[\"d\"]");

        assertThat(recommended(asked, "attribute=products&neighbors=1&limit=2").getList("items.value"))
                .isEqualTo(List.of("a", "b"));
        assertThat(recommended(asked, "attribute=products&neighbors=1").getList("items.value"))
                .isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void anAttributeThatNobodyHasGivesNothingAndSaysSo() {
        int asked = add(45, "[]");
        add(46, "[\"a\"]");

        JsonPath answer = given().queryParam("attribute", "prodcts' or 1=1 --")
                .get("/api/customers/" + asked + "/recommendations").then().statusCode(200).extract().jsonPath();

        assertThat(answer.getList("items")).isEmpty();
        assertThat(answer.getInt("neighbors")).isEqualTo(1);
        assertThat(answer.getInt("withAttribute")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "limit=1 | Query parameter 'attribute' must name an attribute of the customers, for example attribute=products.",
            "attribute= | Query parameter 'attribute' must name an attribute of the customers, for example attribute=products.",
            "attribute=a%00 | Query parameter 'attribute' must name an attribute of the customers, for example attribute=products.",
            "attribute=a&neighbors=0 | neighbors must be between 1 and 1000, but was 0.",
            "attribute=a&limit=1001 | limit must be between 1 and 1000, but was 1001."})
    void aParameterThatDoesNotFitIsExplained(String query, String expected) {
        int asked = add(45, "[]");

        assertThat(given().urlEncodingEnabled(false).get("/api/customers/" + asked + "/recommendations?" + query)
                .then().statusCode(400).extract().jsonPath().getString("detail")).isEqualTo(expected);
    }

    @Test
    void anUnknownCustomerIsNotFound() {
        assertThat(get("/api/customers/999999999/recommendations?attribute=a").then().statusCode(404).extract()
                .jsonPath().getString("detail")).isEqualTo("There is no customer 999999999.");
    }
}
