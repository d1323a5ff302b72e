package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;

import dev.kindred.TestDatabase;
import dev.kindred.neighbor.Metric;

/** What the route on the event loop answers is what the resource answers, which it leaves everything else to. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimilarRouteTest {

    /** Sessions of the event loops; pgjdbc's have another name. */
    private static final String SESSIONS = "from pg_stat_activity where application_name = 'vertx-pg-client' "
            + "and datname = current_database()";

    @Inject
    TestDatabase database;

    @Inject
    TestCustomers customers;

    private int asked;

    /** Once: there is no address to send requests to before the first test. */
    @BeforeEach
    void addCustomers() {
        if (asked != 0) {
            return;
        }
        customers.remove();
        asked = add("{\"age\": 30, \"attributes\": {\"plan\": \"pro\", \"b\": [1, {\"a\": null}]}}");
        add("{\"externalId\": \"r-1\", \"age\": 31, \"income\": 1234.5, \"isActive\": true, \"gender\": \"männlich\"}");
        add("{\"age\": 33, \"isActive\": false, \"attributes\": {\"quote\": \"\\\"\", \"b\": [1, {\"a\": null}]}}");
        add("{}");
        // So many that PostgreSQL goes by the indexes, and odd ones wherever they are near.
        database.execute("select setseed(0.3)", """
                insert into customer (age, income, gender, attributes, embedding)
                select 40, 0.1 + i, 'männlich', '{"quote": "\\"", "b": [1, {"a": null}]}',
                       array[5 + random(), random(), random(), random(), random(), random()]::vector
                  from generate_series(1, 5000) as i""", "analyze customer");
        for (Metric metric : List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT)) {
            VectorIndexes.build("hnsw", "vector", metric, Map.of());
        }
    }

    @AfterAll
    void removeThem() {
        customers.remove();
    }

    private static int add(String profile) {
        return given().contentType("application/json").body(profile).post("/api/customers").then().statusCode(201)
                .extract().jsonPath().getInt("id");
    }

    /** When the event loops last asked the database; changes with each question. */
    private String lastAsked() {
        return database.value("select coalesce(max(query_start)::text, 'never') " + SESSIONS);
    }

    private void endSessions() {
        database.execute("select pg_terminate_backend(pid, 5000) " + SESSIONS);
    }

    private Response similar(String parameters) {
        return get("/api/customers/" + asked + "/similar" + parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metric=l2", "limit=3", "limit=100", "metric=inner_product&limit=3",
            "metric=cosine"})
    void theRouteAnswersWithTheBytesOfTheResource(String parameters) {
        String before = lastAsked();
        Response resource = similar("?explain=false&" + parameters);
        assertThat(lastAsked()).isEqualTo(before);
        Response route = similar("?" + parameters);

        assertThat(lastAsked()).isNotEqualTo(before);

        assertThat(route.statusCode()).isEqualTo(200);
        assertThat(route.contentType()).isEqualTo(resource.contentType());
        assertThat(route.asString()).isEqualTo(resource.asString()).contains("männlich").contains("\"search\":{");
    }

    @Test
    void manyAtOnceEachGetTheirOwnAnswerOverFewConnections() {
        List<String> paths = database
                .column("select '/api/customers/' || id || '/similar' from customer order by id limit 40");
        Map<String, String> expected = paths.stream()
                .collect(Collectors.toMap(path -> path, path -> get(path).asString()));
        HttpClient client = HttpClient.newHttpClient();

        List<CompletableFuture<HttpResponse<String>>> underway = IntStream.range(0, 400)
                .mapToObj(i -> URI.create("http://localhost:" + RestAssured.port + paths.get(i % paths.size())))
                .map(uri -> client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())).toList();

        assertThat(underway).allSatisfy(answer -> assertThat(answer.join().body())
                .isEqualTo(expected.get(answer.join().uri().getPath())));
        assertThat(Integer.parseInt(database.value("select count(*) " + SESSIONS)))
                .isBetween(1, Runtime.getRuntime().availableProcessors());
    }

    @Test
    void aSearchThatComparesAllRowsForWantOfAnIndexGoesToTheResource() {
        String before = lastAsked();

        similar("?metric=l1").then().statusCode(200);
        similar("?metric=l1").then().statusCode(200);

        assertThat(lastAsked()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=101", "?fields=age", "?filter=age>=30", "?explain=true", "?maxDistance=9",
            "?minRecall=0.9", "?plan=true"})
    void otherQuestionsGoToTheResource(String parameters) {
        String before = lastAsked();

        similar(parameters).then().statusCode(200);
        similar(parameters).then().statusCode(200);

        assertThat(lastAsked()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"?limit=0, limit must be between", "?limit=x, must be a whole number",
            "?limit=1&limit=2, is given 2 times",
            "?metric=l3, l3", "?metrics=l2, Unknown query parameter"})
    void wrongQuestionsAreRefusedByTheResource(String parameters, String reason) {
        similar("").then().statusCode(200);

        Response answer = similar(parameters);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.asString()).contains(reason);
    }

    @Test
    void anUnknownCustomerIsNotFound() {
        similar("").then().statusCode(200);
        String before = lastAsked();

        Response answer = get("/api/customers/999999999/similar");

        assertThat(lastAsked()).isNotEqualTo(before);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.jsonPath().getString("detail")).isEqualTo("There is no customer 999999999.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "application/jsonp"})
    void aClientThatTakesNoJsonIsToldSo(String accept) {
        similar("").then().statusCode(200);

        given().accept(accept).get("/api/customers/" + asked + "/similar").then().statusCode(406).body("detail",
                equalTo("This address does not answer in what Accept asks for; /q/openapi lists in what it does."));
    }

    @Test
    void anAddressHasRoomForAFilterOfTheGreatestLength() {
        String filter = "gender=='%s'".formatted("ü".repeat(3_980));

        given().queryParam("filter", filter).get("/api/customers/" + asked + "/similar").then().statusCode(200);
    }

    @Test
    void whenItsSessionsDieTheResourceAnswersAndThenTheRouteAgain() throws InterruptedException {
        String expected = similar("").asString();
        assertThat(similar("").asString()).isEqualTo(expected);

        for (int i = 0; i < 5; i++) {
            endSessions();
            Response answer = similar("");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.asString()).isEqualTo(expected);
        }
        String before = lastAsked();
        for (int i = 0; i < 100 && lastAsked().equals(before); i++) {
            Thread.sleep(100);
            similar("").then().statusCode(200);
        }
        assertThat(lastAsked()).isNotEqualTo(before);
    }

    @Test
    void afterAnotherRecipeBecameActiveTheAnswerNamesThatOne() {
        similar("").then().statusCode(200);
        similar("").then().statusCode(200);
        int version = given().contentType("application/json").post("/api/recipes/customer/fit").then()
                .statusCode(201).extract().jsonPath().getInt("version");
        given().contentType("application/json").header("Prefer", "wait=60")
                .post("/api/recipes/customer/versions/" + version + "/activate").then().statusCode(200);

        assertThat(List.of(similar(""), similar(""), similar("")))
                .allSatisfy(answer -> assertThat(answer.jsonPath().getInt("recipe.version")).isEqualTo(version));
    }
}
