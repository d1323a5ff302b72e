package dev.kindred.index;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;

/** A table of another user may be read, but not indexed. */
@QuarkusTest
@TestProfile(EveryTable.class)
class IndexRightsTest extends IndexTestSupport {

    @BeforeEach
    void makeForeignTable() {
        database.asSuperuser("create schema foreign_ward", "create table foreign_ward.lent (id integer, v vector(3))",
                "insert into foreign_ward.lent select i, array[i, 1, 0]::vector from generate_series(1, 20) as i",
                "create index lent_v on foreign_ward.lent using hnsw (v vector_l2_ops)",
                "grant usage on schema foreign_ward to public", "grant select on foreign_ward.lent to public");
    }

    @AfterEach
    void removeIt() {
        database.asSuperuser("drop schema if exists foreign_ward cascade");
    }

    @Test
    void nothingIsBuiltThere() {
        assertThat(refusal(
                build(Map.of("table", "foreign_ward.lent", "column", "v", "kind", "hnsw", "metric", "cosine")),
                409)).isEqualTo(
                        "Table 'foreign_ward.lent' belongs to another user of the database, and only its owner can index it.");
    }

    @Test
    void itsIndexIsListedButNeitherRebuiltNorDropped() {
        String refusal = "Table 'foreign_ward.lent' or its schema belongs to another user of the database; its owner must do that.";
        given().get("/api/indexes/foreign_ward.lent_v").then().statusCode(200);
        assertThat(refusal(given().header("Prefer", "wait=60").post("/api/indexes/foreign_ward.lent_v/rebuild").then(),
                409)).isEqualTo(refusal);
        assertThat(refusal(given().header("Prefer", "wait=60").delete("/api/indexes/foreign_ward.lent_v").then(), 409))
                .isEqualTo(refusal);
        given().get("/api/indexes/foreign_ward.lent_v").then().statusCode(200);
    }
}
