package dev.kindred.registry;

import static dev.kindred.registry.RegistryFixture.put;
import static dev.kindred.registry.RegistryFixture.rollBack;
import static dev.kindred.registry.RegistryFixture.trainAll;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

/** Aliases move, and their history does not. */
@QuarkusTest
class AliasTest {

    @Inject
    TestDatabase database;

    private static JsonPath alias(String path) {
        return get("/api/models/" + path).then().statusCode(200).extract().jsonPath();
    }

    private static String problem(String path, int status) {
        return get("/api/models/" + path).then().statusCode(status).extract().path("detail");
    }

    /** As UTC, in the form of the parameter {@code at}. */
    private String databaseTime() {
        return database
                .value("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    }

    @Test
    void whatWasLiveAtATimeIsKnownForEverMoveBeforeAndAfter() {
        trainAll("over-time", 2, 3, 4);
        String before = databaseTime();
        put("over-time", "champion", "{\"version\": 1, \"reason\": \"first\", \"by\": \"ada\"}").statusCode(200);
        String first = databaseTime();
        put("over-time", "champion", "{\"version\": 3, \"reason\": \"finer\", \"by\": \"bob\"}").statusCode(200);
        String second = databaseTime();
        given().delete("/api/models/over-time/aliases/champion?reason=faulty&by=eve").then().statusCode(204);
        String third = databaseTime();

        String at = "over-time/aliases/champion?at=";
        assertThat(problem(at + before, 404)).startsWith("Alias 'champion' of model 'over-time' was first set at ");
        assertThat(alias(at + first).getInt("version")).isEqualTo(1);
        assertThat(alias(at + first).getString("by")).isEqualTo("ada");
        assertThat(alias(at + second).getInt("version")).isEqualTo(3);
        assertThat(alias(at + second.replace("Z", "+00:00")).getString("reason")).isEqualTo("finer");
        assertThat(problem(at + third, 404)).contains("pointed to no version at");
        assertThat(problem("over-time/aliases/champion", 404)).contains("points to no version since");
        JsonPath history = alias("over-time/aliases/champion/history");
        assertThat(history.getList("items.version")).containsExactly(1, 3, null);
        assertThat(history.getList("items.reason")).containsExactly("first", "finer", "faulty");
        assertThat(history.getList("items.by")).containsExactly("ada", "bob", "eve");
        assertThat(history.getList("items.at", String.class)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theHistoryComesInPages() {
        trainAll("paged", 2, 3);
        for (int i = 0; i < 5; i++) {
            put("paged", "champion", 1 + i % 2).statusCode(200);
        }

        JsonPath first = alias("paged/aliases/champion/history?limit=3");
        JsonPath second = alias("paged/aliases/champion/history?limit=3&after=" + first.getLong("next"));

        assertThat(first.getList("items.version")).containsExactly(1, 2, 1);
        assertThat(second.getList("items.version")).containsExactly(2, 1);
        assertThat(second.getMap("")).doesNotContainKey("next");
    }

    @Test
    void theSameAgainIsNoMoveButAnotherReasonIs() {
        trainAll("same", 2);
        String body = "{\"version\": 1, \"reason\": \"good\"}";

        JsonPath first = put("same", "challenger", body).statusCode(200).extract().jsonPath();
        JsonPath again = put("same", "challenger", body).statusCode(200).extract().jsonPath();
        put("same", "challenger", "{\"version\": 1, \"reason\": \"very good\"}").statusCode(200);

        assertThat(first.getString("by")).isEqualTo("anonymous");
        assertThat(again.getMap("")).isEqualTo(first.getMap(""));
        assertThat(alias("same/aliases/challenger/history").getList("items.reason")).containsExactly("good",
                "very good");
    }

    @Test
    void whoHasLoggedInIsCalledByTheNameOfTheLogin() {
        trainAll("logged", 2);

        assertThat(given().contentType("application/json").header("X-Test-Login", "carol")
                .body("{\"version\": 1, \"by\": \"mallory\"}").put("/api/models/logged/aliases/champion").then()
                .statusCode(200).extract().<String>path("by")).isEqualTo("carol");
        assertThat(put("logged", "champion", "{\"version\": 1, \"by\": \" \"}").statusCode(200).extract()
                .<String>path("by")).isEqualTo("anonymous");
    }

    @Test
    void rollbackIsOneCallAndTheNextGoesFurtherBack() {
        trainAll("undone", 2, 3, 4);
        for (int version = 1; version <= 3; version++) {
            put("undone", "champion", version).statusCode(200);
        }

        JsonPath once = given().contentType("application/json").body("{\"reason\": \"faulty\", \"by\": \"ada\"}")
                .post("/api/models/undone/aliases/champion/rollback").then().statusCode(200).extract().jsonPath();
        assertThat(once.getInt("version")).isEqualTo(2);
        assertThat(once.getString("reason")).isEqualTo("faulty");
        assertThat(once.getBoolean("rollback")).isTrue();
        assertThat(rollBack("undone", "champion").statusCode(200).extract().<Integer>path("version")).isEqualTo(1);
        assertThat(rollBack("undone", "champion").statusCode(409).extract().<String>path("detail"))
                .startsWith("There is nothing to go back to");
        put("undone", "champion", 3).statusCode(200);
        assertThat(rollBack("undone", "champion").statusCode(200).extract().<Integer>path("version")).isEqualTo(1);
        assertThat(alias("undone/aliases/champion/history").getList("items.version"))
                .containsExactly(1, 2, 3, 2, 1, 3, 1);
        assertThat(alias("undone").getInt("version")).isEqualTo(1);
    }

    /** As curl -X POST sends it; RestAssured always adds a Content-Type. */
    @Test
    void aRollbackNeedsNeitherBodyNorContentType() throws Exception {
        trainAll("bare", 2, 3);
        put("bare", "champion", 1).statusCode(200);
        put("bare", "champion", 2).statusCode(200);

        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://localhost:%d/api/models/bare/aliases/champion/rollback".formatted(RestAssured.port)))
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JsonPath.from(answer.body()).getInt("version")).isEqualTo(1);
    }

    @Test
    void aMoveBySqlIsInTheHistoryAndNoRollback() {
        trainAll("by-sql", 2, 3, 4);
        put("by-sql", "champion", 1).statusCode(200);
        put("by-sql", "champion", 2).statusCode(200);
        rollBack("by-sql", "champion").statusCode(200);

        database.execute("update model_alias set version = 3, reason = 'by hand' where model_name = 'by-sql'");

        assertThat(alias("by-sql/aliases/champion").getString("reason")).isEqualTo("by hand");
        assertThat(alias("by-sql/aliases/champion").getBoolean("rollback")).isFalse();
        assertThat(rollBack("by-sql", "champion").statusCode(200).extract().<Integer>path("version")).isEqualTo(1);
    }

    @Test
    void aRollbackToADeletedVersionSaysSo() {
        trainAll("cut", 2, 3);
        put("cut", "champion", 1).statusCode(200);
        put("cut", "champion", 2).statusCode(200);
        given().delete("/api/models/cut/versions/1").then().statusCode(204);

        assertThat(rollBack("cut", "champion").statusCode(409).extract().<String>path("detail"))
                .isEqualTo(
                        "Alias 'champion' of model 'cut' pointed to version 1 before, which was deleted since. PUT the "
                                + "alias to one of the versions there are; GET /api/models/cut/versions lists them.");
        assertThat(alias("cut/aliases/champion").getInt("version")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update model_alias_history set version = 2", "delete from model_alias_history",
            "truncate model_alias_history", "delete from model_alias", "truncate model_alias"})
    void sqlCanNotForgetAMove(String statement) {
        trainAll("kept", 2);
        put("kept", "champion", 1).statusCode(200);

        assertThatThrownBy(() -> database.execute(statement)).hasMessageContaining("is refused");
    }

    @Test
    void movesAtOnceHappenOneAfterTheOther() {
        trainAll("crowded", 2, 3, 4, 5);

        List<CompletableFuture<Void>> moves = IntStream.range(0, 24).mapToObj(i -> CompletableFuture.runAsync(
                () -> put("crowded", "champion", "{\"version\": %d, \"reason\": \"%d\"}".formatted(1 + i % 4, i))
                        .statusCode(200)))
                .toList();
        moves.forEach(CompletableFuture::join);

        JsonPath history = alias("crowded/aliases/champion/history");
        assertThat(history.getList("items.reason", String.class)).hasSize(24).doesNotHaveDuplicates();
        assertThat(history.getList("items.at", String.class)).isSorted();
        assertThat(alias("crowded").getInt("version")).isEqualTo(history.getInt("items[23].version"));
        assertThat(database.value("select count(*) from model_alias where model_name = 'crowded'")).isEqualTo("1");
    }

    @Test
    void theListHasWhatPointsSomewhere() {
        trainAll("several", 2, 3);
        put("several", "champion", 1).statusCode(200);
        put("several", "challenger", 2).statusCode(200);
        put("several", "of_2025-q3", 1).statusCode(200);
        given().delete("/api/models/several/aliases/challenger").then().statusCode(204);

        assertThat(alias("several/aliases").getList("items.alias")).containsExactly("champion", "of_2025-q3");
        assertThat(alias("several/aliases").getList("items.version")).containsExactly(1, 1);
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        trainAll("alone", 2);

        assertThat(put("alone", "champion", 2).statusCode(404).extract().<String>path("detail"))
                .isEqualTo("There is no version 2 of a model 'alone'.");
        assertThat(put("nobody", "champion", 1).statusCode(404).extract().<String>path("detail"))
                .isEqualTo("There is no version 1 of a model 'nobody'.");
        assertThat(problem("alone/aliases/champion", 404))
                .isEqualTo("Model 'alone' has never had an alias 'champion'.");
        assertThat(problem("nobody/aliases/champion/history", 404)).isEqualTo("There is no model 'nobody'.");
        assertThat(problem("nobody/aliases", 404)).isEqualTo("There is no model 'nobody'.");
        rollBack("alone", "champion").statusCode(404);
        given().delete("/api/models/alone/aliases/champion").then().statusCode(404);
    }

    @Test
    void whatCanNotBeIsRefused() {
        trainAll("strict", 2);

        assertThat(put("strict", "Champion", 1).statusCode(400).extract().<String>path("detail"))
                .startsWith("'Champion' is no alias");
        put("strict", "a".repeat(64), 1).statusCode(200);
        put("strict", "a".repeat(65), 1).statusCode(400);
        put("strict", "champion", 0).statusCode(400);
        put("strict", "champion", -1).statusCode(400);
        put("strict", "champion", "{\"reason\": \"no version\"}").statusCode(400);
        put("strict", "champion", "{\"version\": 1, \"reason\": \"%s\"}".formatted("x".repeat(1_001))).statusCode(400);
        put("strict", "champion", "{\"version\": 1, \"by\": \"%s\"}".formatted("x".repeat(201))).statusCode(400);
        assertThat(put("strict@1", "champion", 1).statusCode(400).extract().<String>path("detail"))
                .isEqualTo("'strict@1' names one version, but here the name alone is right: 'strict'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-11-01", "2026-11-01T00:00:00", "1793491200",
            "+12026-11-01T00:00:00Z", "0000-01-01T00:00:00Z"})
    void aTimeThatIsNoneIsRefused(String at) {
        trainAll("timed", 2);
        put("timed", "champion", 1).statusCode(200);

        assertThat(given().queryParam("at", at).get("/api/models/timed/aliases/champion").then().statusCode(400)
                .extract().<String>path("detail")).contains("such as 2026-11-01T00:00:00Z").contains("'" + at + "'");
    }
}
