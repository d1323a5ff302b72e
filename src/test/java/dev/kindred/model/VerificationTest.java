package dev.kindred.model;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Whether a model can be made again. */
@QuarkusTest
@TestProfile(EveryTable.class)
class VerificationTest {

    @Inject
    TestDatabase database;

    @BeforeEach
    void makeRows() {
        database.execute("drop table if exists verified", "select setseed(0.9)", """
                create table verified as select i as id, random()::real as a, random()::real as b
                  from generate_series(1, 500) as i""", "alter table verified add primary key (id)");
        ModelResourceTest.train("""
                {"name": "verified", "table": "verified", "clusters": 5, "seed": 11}""").statusCode(201);
    }

    private JsonPath verify() {
        String version = database.value("select max(version) from kmeans_model where name = 'verified'");
        return given().header("Prefer", "wait=60").post("/api/models/verified/versions/" + version + "/verify").then()
                .statusCode(200).extract().jsonPath();
    }

    @Test
    void theSameRowsGiveTheSameBytes() {
        JsonPath answer = verify();

        assertThat(answer.getBoolean("dataMatches")).isTrue();
        assertThat(answer.getBoolean("bytesMatch")).isTrue();
        assertThat(answer.getList("reasons")).isEmpty();
    }

    @Test
    void changedRowsAreTheReason() {
        database.execute("update verified set a = 9 where id = 1", "insert into verified values (0, null, 1)");

        JsonPath answer = verify();

        assertThat(answer.getBoolean("dataMatches")).isFalse();
        assertThat(answer.getBoolean("bytesMatch")).isFalse();
        assertThat(answer.getList("reasons")).containsExactly(
                "The rows of table 'verified' have changed: 500 were trained on and 0 skipped, now there are 500 and 1.");
    }

    @Test
    void corruptedBytesAreTheReason() {
        database.execute("update kmeans_model set model = '\\x00' where name = 'verified'");

        JsonPath answer = verify();

        assertThat(answer.getBoolean("dataMatches")).isTrue();
        assertThat(answer.getBoolean("bytesMatch")).isFalse();
        assertThat(answer.getList("reasons")).containsExactly(
                "The stored bytes are corrupted: their SHA-256 is not the one recorded at training.");
    }

    @Test
    void aDroppedTableIsNotFound() {
        database.execute("drop table verified");
        String version = database.value("select max(version) from kmeans_model where name = 'verified'");

        given().header("Prefer", "wait=60").post("/api/models/verified/versions/" + version + "/verify").then()
                .statusCode(404);
    }
}
