package dev.kindred.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

/** Tables in a schema of their own, which is emptied around every test. */
abstract class HealthTestSupport {

    @Inject
    TestDatabase database;

    @BeforeEach
    @AfterEach
    void removeTables() {
        database.execute("drop schema if exists ward cascade", "create schema ward");
    }

    /** Runs statements on one connection, and has its counts written to the statistics before anybody reads them. */
    void make(String... statements) {
        String[] flushed = Arrays.copyOf(statements, statements.length + 1);
        flushed[statements.length] = "select pg_stat_force_next_flush()";
        database.execute(flushed);
    }

    static JsonPath health() {
        return given().get("/api/database/health").then().statusCode(200).extract().jsonPath();
    }

    static JsonPath probed() {
        return given().get("/api/database/health?probe=true").then().statusCode(200).extract().jsonPath();
    }

    static List<Map<String, String>> findings(JsonPath report, String subject) {
        List<Map<String, String>> all = report.getList("findings");
        return all.stream().filter(finding -> finding.get("subject").equals(subject)).toList();
    }

    static List<String> kinds(JsonPath report, String subject) {
        return findings(report, subject).stream().map(finding -> finding.get("kind")).toList();
    }

    /** The one finding of that kind on that subject. */
    static Map<String, String> finding(JsonPath report, String kind, String subject) {
        List<Map<String, String>> found = findings(report, subject).stream()
                .filter(finding -> finding.get("kind").equals(kind)).toList();
        assertThat(found).as("%s of %s among %s", kind, subject, findings(report, subject)).hasSize(1);
        return found.get(0);
    }

    static Map<String, Object> table(JsonPath report, String name) {
        List<Map<String, Object>> tables = report.getList("tables");
        return tables.stream().filter(table -> table.get("name").equals(name)).findFirst().orElseThrow();
    }

    static ValidatableResponse maintain(String... actions) {
        String list = Arrays.stream(actions)
                .map(action -> '"' + action.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(", "));
        return post("{\"actions\": [%s]}".formatted(list));
    }

    static ValidatableResponse post(String body) {
        return given().contentType("application/json").header("Prefer", "wait=60").body(body)
                .post("/api/database/maintenance").then();
    }

    /** A table of that many rows, of which the first ones are deleted; autovacuum stays away from it. */
    void makeDirty(String table, int rows, int deleted) {
        make("create table %s (id integer primary key) with (autovacuum_enabled = false)".formatted(table),
                "insert into %s select generate_series(1, %d)".formatted(table, rows),
                "delete from %s where id <= %d".formatted(table, deleted));
    }
}
