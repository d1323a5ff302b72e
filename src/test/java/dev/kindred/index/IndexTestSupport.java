package dev.kindred.index;

import static io.restassured.RestAssured.given;

import java.util.Map;

import jakarta.inject.Inject;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

/** Tables to index, and requests that do it. */
abstract class IndexTestSupport {

    @Inject
    TestDatabase database;

    static ValidatableResponse build(Map<String, ?> index) {
        return given().contentType("application/json").header("Prefer", "wait=120").body(index).post("/api/indexes")
                .then();
    }

    static ValidatableResponse plan(Map<String, ?> index) {
        return given().contentType("application/json").body(index).post("/api/indexes?dryRun=true").then();
    }

    static JsonPath built(Map<String, ?> index) {
        return build(index).statusCode(201).extract().jsonPath();
    }

    static String refusal(ValidatableResponse response, int status) {
        return response.statusCode(status).extract().jsonPath().getString("detail");
    }

    static void drop(String name) {
        given().header("Prefer", "wait=60").delete("/api/indexes/{name}", name).then().statusCode(204);
    }

    /** Rows of several types, of random values that the seed makes the same each time. */
    void makeTable(String table, int rows, int dimensions) {
        database.execute("select setseed(0.3)", "drop table if exists %s".formatted(table), """
                create table %1$s as
                select i as id, v::vector(%3$d) as v, v::halfvec(%3$d) as h, binary_quantize(v)::bit(%3$d) as b,
                       v::vector(%3$d)::sparsevec(%3$d) as s
                  from (select i, array_agg(random_normal())::real[]::vector as v
                          from generate_series(1, %2$d) as i, generate_series(1, %3$d) as j group by i) as made"""
                .formatted(table, rows, dimensions), "alter table %s add primary key (id)".formatted(table));
    }

    String invalid() {
        return database.value("select count(*) from pg_index where not indisvalid");
    }
}
