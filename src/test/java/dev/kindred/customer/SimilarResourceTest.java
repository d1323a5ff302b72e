package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.RecipeFixture;
import dev.kindred.recipe.Recipes;

@QuarkusTest
class SimilarResourceTest {

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @Inject
    Recipes recipes;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    Optional<String> password;

    @ConfigProperty(name = "quarkus.datasource.jdbc.new-connection-sql")
    String newConnectionSql;

    @BeforeEach
    @AfterEach
    void reset() {
        fixture.reset();
    }

    private static int add(String profile) {
        return given().contentType("application/json").body(profile).post("/api/customers").then().statusCode(201)
                .extract().jsonPath().getInt("id");
    }

    private static JsonPath described(String profile, String parameters) {
        return given().contentType("application/json").body(profile).post("/api/customers/similar?" + parameters)
                .then().statusCode(200).extract().jsonPath();
    }

    @Test
    void theAnswerNamesTheRecipeThatMadeTheVectors() {
        int asked = add("{\"age\": 30}");
        Recipe active = recipes.active("customer");

        for (JsonPath answer : List.of(get("/api/customers/" + asked + "/similar").jsonPath(),
                described("{\"age\": 30}", "limit=5"))) {
            assertThat(answer.getMap("recipe")).containsOnlyKeys("name", "version", "hash")
                    .containsEntry("name", "customer").containsEntry("version", 1)
                    .containsEntry("hash", active.hash());
        }
    }

    @Test
    void theWholeProfileIsShownUnlessFieldsAreChosen() {
        int asked = add("{\"age\": 30}");
        add("{\"externalId\": \"a\", \"age\": 31, \"attributes\": {\"plan\": \"pro\", \"tags\": [1.5, {\"x\": null}]}}");
        String path = "/api/customers/" + asked + "/similar";

        assertThat(get(path).asString()).contains("\"externalId\":\"a\",\"age\":31,\"income\":null,\"isActive\":null,"
                + "\"gender\":null,\"attributes\":{\"plan\": \"pro\", \"tags\": [1.5, {\"x\": null}]}");
        JsonPath chosen = get(path + "?fields=attributes.plan,is_active,id").jsonPath();
        assertThat(chosen.getMap("neighbors[0]")).containsOnlyKeys("id", "distance", "isActive", "attributes");
        assertThat(chosen.getMap("neighbors[0].attributes")).containsOnlyKeys("plan");
        assertThat(get(path + "?fields=createdAt").jsonPath().getString("neighbors[0].createdAt"))
                .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    }

    @Test
    void theDocumentationShowsWhatANeighbourTells() {
        assertThat(get("/q/openapi?format=json").jsonPath().getMap("components.schemas.SimilarCustomer.properties"))
                .containsOnlyKeys("id", "distance", "externalId", "age", "income", "isActive", "gender", "attributes",
                        "explanation");
    }

    @Test
    void filtersKeepColumnsAndAttributes() {
        int asked = add("{\"age\": 30}");
        int young = add("{\"age\": 20, \"isActive\": true, \"attributes\": {\"plan\": \"pro\"}}");
        int old = add("{\"age\": 70, \"isActive\": true, \"attributes\": {\"plan\": \"team\"}}");
        add("{\"age\": 31, \"isActive\": false, \"attributes\": {\"plan\": \"pro\"}}");
        add("{\"age\": 32, \"isActive\": true, \"attributes\": {\"plan\": \"free\"}}");
        String filter = "is_active==true and attributes.plan=in=(pro,team)";

        assertThat(given().queryParam("filter", filter).get("/api/customers/" + asked + "/similar").jsonPath()
                .getList("neighbors.id")).isEqualTo(List.of(young, old));
        assertThat(given().contentType("application/json").body("{\"age\": 69}").queryParam("filter", filter)
                .post("/api/customers/similar").jsonPath().getList("neighbors.id")).isEqualTo(List.of(old, young));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "limit=0 | limit must be between 1 and 1000, but was 0.",
            "limit=1001 | limit must be between 1 and 1000, but was 1001.",
            "limit=abc | Query parameter 'limit' must be a whole number, but was 'abc'.",
            "metric=euclid | Unknown metric 'euclid'; known metrics are l2, cosine, inner_product, l1.",
            "maxDistance=far | Query parameter 'maxDistance' must be a number such as 1.5, but was 'far'.",
            "maxDistance=NaN | Query parameter 'maxDistance' must be a number such as 1.5, but was 'NaN'.",
            "maxDistance=1e999 | Query parameter 'maxDistance' must be a number such as 1.5, but was '1e999'.",
            "maxDistance=-1 | maxDistance must be at least 0 under l2, but was -1.0.",
            "explain=yes | Query parameter 'explain' must be true or false, but was 'yes'.",
            "filters=x | Unknown query parameter 'filters'; known here: explain, fields, filter, limit, maxDistance, metric, minRecall, plan."})
    void aParameterThatDoesNotFitIsExplained(String query, String expected) {
        int id = add("{\"age\": 30}");

        assertThat(get("/api/customers/" + id + "/similar?" + query).then().statusCode(400).extract().jsonPath()
                .getString("detail")).isEqualTo(expected);
        assertThat(given().contentType("application/json").body("{\"age\": 30}")
                .post("/api/customers/similar?" + query).then().statusCode(400).extract().jsonPath()
                .getString("detail")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"filter, planet==earth", "filter, age==", "filter, age>old", "fields, planet", "fields, embedding"})
    void aFilterOrFieldThatDoesNotFitIsRefused(String parameter, String value) {
        int id = add("{\"age\": 30}");

        given().queryParam(parameter, value).get("/api/customers/" + id + "/similar").then().statusCode(400);
    }

    @Test
    void theInnerProductIsNegativeAndMayBeBounded() {
        int asked = add("{\"age\": 61, \"isActive\": true}");
        add("{\"age\": 77, \"isActive\": true}");
        add("{\"age\": 29, \"isActive\": true}");

        // Declared: age 45 ± 16; −(1·2 + 1·1) and −(1·(−1) + 1·1)
        String path = "/api/customers/" + asked + "/similar?metric=inner_product";
        assertThat(get(path).jsonPath().getList("neighbors.distance", Double.class)).satisfiesExactly(
                first -> assertThat(first).isCloseTo(-3, within(1e-6)),
                second -> assertThat(second).isCloseTo(0, within(1e-6)));
        assertThat(get(path + "&maxDistance=-2.5").jsonPath().getList("neighbors")).hasSize(1);
    }

    /** The searches before have made this instance know the first recipe; nobody tells it of the second. */
    @Test
    void anotherActiveRecipeIsNoticedWhateverItsWidth() {
        int asked = add("{\"age\": 30, \"income\": 100, \"gender\": \"male\"}");
        int other = add("{\"age\": 50, \"income\": 300, \"gender\": \"female\"}");
        get("/api/customers/" + asked + "/similar").then().statusCode(200);
        described("{\"age\": 30}", "limit=5");
        given().contentType("application/json").body("""
                {"name": "customer", "table": "customer", "features": [{"column": "age", "encode": "raw"},
                                                                       {"column": "income", "encode": "raw"}]}""")
                .post("/api/recipes").then().statusCode(201);
        activate(recipes.version("customer", 2));

        JsonPath byValue = described("{\"age\": 50, \"income\": 200}", "limit=1&explain=true");
        JsonPath byRow = get("/api/customers/" + asked + "/similar").jsonPath();

        assertThat(byValue.getInt("recipe.version")).isEqualTo(2);
        assertThat(byValue.getInt("neighbors[0].id")).isEqualTo(other);
        assertThat(byValue.getDouble("neighbors[0].distance")).isCloseTo(100, within(1e-4));
        assertThat(byRow.getInt("recipe.version")).isEqualTo(2);
        assertThat(byRow.getDouble("neighbors[0].distance")).isCloseTo(Math.hypot(20, 200), within(1e-3));
    }

    private void activate(Recipe recipe) {
        database.execute("begin", "alter table customer alter column embedding type vector(%d) using %s".formatted(
                recipe.width(), recipe.expression("customer")),
                "update recipe set active = false where active and name = 'customer'",
                "update recipe set active = true where name = 'customer' and version = " + recipe.version(), "commit");
    }

    @Test
    void aNewConnectionMakesIndexScansIterateBeforePgvectorIsLoadedAndAfter() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, username, password.orElse(""));
                Statement statement = connection.createStatement()) {
            statement.execute(newConnectionSql);
            statement.execute("select '[1]'::vector <-> '[2]'::vector");

            assertThat(shown(statement, "is_superuser")).isEqualTo("off");
            assertThat(shown(statement, "hnsw.iterative_scan")).isEqualTo("relaxed_order");
            assertThat(shown(statement, "ivfflat.iterative_scan")).isEqualTo("relaxed_order");
        }
        assertThat(database.value("show hnsw.iterative_scan")).isEqualTo("relaxed_order");
    }

    private static String shown(Statement statement, String setting) throws SQLException {
        try (ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
