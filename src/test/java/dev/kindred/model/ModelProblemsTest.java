package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Bad input gets a clear problem and leaves nothing behind. */
@QuarkusTest
@TestProfile(EveryTable.class)
class ModelProblemsTest {

    @Inject
    TestDatabase database;

    private String modelsBefore;

    @BeforeEach
    void countModels() {
        modelsBefore = database.value("select count(*) from kmeans_model");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(database.value("select count(*) from kmeans_model")).isEqualTo(modelsBefore);
        // For longer than the moment that a worker's transaction takes between two of its statements.
        assertThat(database.value("""
                select count(*) from pg_stat_activity
                 where state like 'idle in transaction%' and state_change < clock_timestamp() - interval '2 s'"""))
                .isEqualTo("0");
    }

    private static String detail(int status, ValidatableResponse response) {
        assertThat(response.extract().contentType()).startsWith("application/problem+json");
        assertThat(response.extract().statusCode()).isEqualTo(status);
        assertThat(response.extract().jsonPath().getInt("status")).isEqualTo(status);
        assertThat(response.extract().jsonPath().getString("title")).isNotBlank();
        return response.extract().jsonPath().getString("detail");
    }

    private static String refused(String body) {
        return detail(400, ModelResourceTest.train(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "pg_class", "pg_catalog.pg_class", "information_schema.tables", "kmeans_model",
            "public.kmeans_model", "flyway_schema_history", "\\\"iris\\\"", "iris; drop table iris", "iris' or '1'='1",
            "IRIS", "iris\\u0000"})
    void aTableThatIsUnknownOrNobodysBusinessIsNotFound(String table) {
        String detail = detail(404, ModelResourceTest.train("""
                {"name": "x", "table": "%s", "clusters": 2}""".formatted(table)));

        assertThat(detail).startsWith("There is no table or view '").endsWith(
                "' that Kindred may read; see the setting kindred.tables.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "species | Column 'species' has type character varying(20); columns must be numeric (any number of them), or one column of type vector, halfvec, real[] or double precision[].",
            "nope | Table 'iris' has no column 'nope'; it has id, sepal_length, sepal_width, petal_length, petal_width, species, features.",
            "\\\"petal_width\\\" | Table 'iris' has no column '\"petal_width\"'; it has id, sepal_length, sepal_width, petal_length, petal_width, species, features.",
            "petal_width) from iris; -- | Table 'iris' has no column 'petal_width) from iris; --'; it has id, sepal_length, sepal_width, petal_length, petal_width, species, features."})
    void aColumnThatDoesNotServeIsNamed(String column, String expected) {
        assertThat(refused("""
                {"name": "x", "table": "iris", "columns": ["%s"], "clusters": 2}""".formatted(column)))
                .isEqualTo(expected);
    }

    @Test
    void aColumnTwiceOrAVectorAmongNumbersIsRefused() {
        assertThat(refused("""
                {"name": "x", "table": "iris", "columns": ["petal_width", "petal_width"], "clusters": 2}"""))
                .contains("named twice");
        assertThat(refused("""
                {"name": "x", "table": "iris", "columns": ["petal_width", "features"], "clusters": 2}"""))
                .startsWith("Column 'features' has type vector(4)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"name\": \"x\", \"table\": \"iris\", \"clusters\": 0} | clusters must be a whole number from 1 to 10000, a range such as {\"from\": 2, \"to\": 10}, or \"auto\", but was 0.",
            "{\"name\": \"x\", \"table\": \"iris\", \"clusters\": 148} | 148 clusters were asked for, but there are only 147 different rows; ask for at most that many.",
            "{\"name\": \"X Y\", \"table\": \"iris\", \"clusters\": 2} | name must match \"[a-z0-9][a-z0-9_.-]*\".",
            "{\"name\": \"x\", \"table\": \"iris\"} | clusters must be a whole number from 1 to 10000, a range such as {\"from\": 2, \"to\": 10}, or \"auto\", but was nothing.",
            "{\"name\": \"x\", \"table\": \"iris\", \"clusters\": \"3\"} | clusters must be a whole number from 1 to 10000, a range such as {\"from\": 2, \"to\": 10}, or \"auto\", but was \"3\".",
            "{\"name\": \"x\", \"table\": \"iris\", \"clusters\": 2.5} | clusters must be a whole number from 1 to 10000, a range such as {\"from\": 2, \"to\": 10}, or \"auto\", but was 2.5.",
            "{\"name\": \"x\", \"table\": \"iris\", \"columns\": \"a\", \"clusters\": 2} | Field 'columns' has the wrong type: an array is expected.",
            "{\"name\": \"x\", \"table\": \"iris\", \"k\": 2} | Unknown field 'k'; known fields are algorithm, clusters, columns, epsilon, initialization, maxIterations, metric, minClusterSize, minPoints, mode, name, recipe, restarts, seed, startFrom, table, tolerance, weights.",
            "{\"name\": \"x\", \"table\": | The body is not well-formed JSON at line 1, column 23.",
            "[] | The body has the wrong type: an object is expected.",
            "null | the body must not be null."})
    void aBodyThatDoesNotFitIsExplained(String body, String expected) {
        assertThat(refused(body)).isEqualTo(expected);
    }

    @Test
    void violationsAreListedOneByOne() {
        ValidatableResponse response = ModelResourceTest.train("""
                {"name": "", "table": " ", "restarts": 0}""").statusCode(400);

        assertThat(response.extract().jsonPath().getList("errors.field")).contains("name", "table", "restarts");
    }

    @Test
    void theWrongMediaTypeOrMethodIsExplained() {
        assertThat(detail(415, given().contentType("text/plain").body("x").post("/api/models").then()))
                .contains("application/json");
        assertThat(detail(405, given().patch("/api/models").then())).contains("method");
        assertThat(detail(404, get("/api/nope").then())).contains("/q/openapi");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "limit=0 | limit must be greater than or equal to 1.",
            "limit=1001 | limit must be less than or equal to 1000.",
            "limit=abc | Query parameter 'limit' must be a whole number, but was 'abc'.",
            "limit= | Query parameter 'limit' must be a whole number, but was ''.",
            "limit=99999999999 | Query parameter 'limit' must be a whole number, but was '99999999999'.",
            "limit=1&limit=2 | Query parameter 'limit' is given 2 times; once is right.",
            "metrics=l2 | Unknown query parameter 'metrics'; known here: limit, metric.",
            "metric=euclid | Unknown metric 'euclid'; known metrics are l2, cosine, inner_product, l1."})
    void aQueryParameterThatDoesNotFitIsExplained(String query, String expected) {
        assertThat(detail(400, get("/api/iris/1/similar?" + query).then())).isEqualTo(expected);
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThat(detail(404, get("/api/models/nope").then())).isEqualTo("There is no model 'nope'.");
        assertThat(detail(404, get("/api/models/nope/versions/7/centroids").then()))
                .isEqualTo("There is no version 7 of a model 'nope'.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'NaN' | Column 'b' holds 1 value(s) that are NaN, infinite or beyond ±1e15, such as NaN",
            "'Infinity' | Column 'b' holds 1 value(s) that are NaN, infinite or beyond ±1e15, such as Infinity",
            "'-Infinity' | Column 'b' holds 1 value(s) that are NaN, infinite or beyond ±1e15, such as -Infinity",
            "1e16 | Column 'b' holds 1 value(s) that are NaN, infinite or beyond ±1e15, such as 1e+16",
            "1e300 | Column 'b' holds 1 value(s) that are NaN, infinite or beyond ±1e15, such as 1e+300"})
    void aValueThatCannotBeUsedIsReportedWithItsColumn(String value, String expected) {
        database.execute("drop table if exists unusable", "create table unusable (a integer, b float8)",
                "insert into unusable values (1, 1), (2, 2), (3, %s)".formatted(value));

        assertThat(refused("""
                {"name": "x", "table": "unusable", "clusters": 2}""")).startsWith(expected);
    }

    @Test
    void emptyTablesAndAllNullColumnsHaveNothingToTrainOn() {
        database.execute("drop table if exists hollow", "create table hollow (a real, b real)");
        assertThat(refused("""
                {"name": "x", "table": "hollow", "clusters": 1}"""))
                .isEqualTo("Table 'hollow' has no row to train on: 0 row(s), each with a NULL in [a, b].");

        database.execute("insert into hollow values (1, null), (2, null)");
        assertThat(refused("""
                {"name": "x", "table": "hollow", "clusters": 1}"""))
                .isEqualTo("Table 'hollow' has no row to train on: 2 row(s), each with a NULL in [a, b].");
    }

    @Test
    void vectorsOfDifferentLengthsAreRefused() {
        database.execute("drop table if exists uneven", "create table uneven (v vector)",
                "insert into uneven values ('[1,2]'), ('[1,2,3]')");

        assertThat(refused("""
                {"name": "x", "table": "uneven", "columns": ["v"], "clusters": 1}"""))
                .isEqualTo("Column 'v' holds vectors of 2 and of 3 dimensions; all must have the same.");
    }

    @Test
    void moreRefusedTrainingsThanThereAreConnectionsLeaveThePoolWhole() {
        database.execute("drop table if exists uneven", "create table uneven (v vector)",
                "insert into uneven values ('[1,2]'), ('[1,2,3]')");
        for (int i = 0; i < 25; i++) {
            refused("""
                    {"name": "x", "table": "uneven", "columns": ["v"], "clusters": 1}""");
        }

        assertThat(get("/api/iris?limit=1").statusCode()).isEqualTo(200);
        assertThat(Integer.parseInt(database.value(
                "select count(*) from pg_stat_activity where datname = current_database()"))).isLessThan(20);
    }

    @Test
    void anAllZeroVectorHasNoCosineNeighbours() {
        String body = "{\"isActive\": false}";
        assertThat(detail(400, given().contentType("application/json").body(body)
                .post("/api/customers/similar?metric=cosine").then())).contains("all-zero");
        String id = given().contentType("application/json").body(body).post("/api/customers").jsonPath()
                .getString("id");
        given().contentType("application/json").body("{\"age\": 20}").post("/api/customers").then().statusCode(201);
        assertThat(detail(400, get("/api/customers/" + id + "/similar?metric=cosine").then())).contains("all-zero");
    }
}
