package dev.kindred.registry;

import static dev.kindred.registry.RegistryFixture.put;
import static dev.kindred.registry.RegistryFixture.train;
import static dev.kindred.registry.RegistryFixture.trainAll;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

/** Versions of a name: listed, tagged, deleted. */
@QuarkusTest
class VersionsTest {

    @Inject
    TestDatabase database;

    private static ValidatableResponse tag(String version, String tag, String value) {
        return given().contentType("application/json").body(Map.of("value", value)).urlEncodingEnabled(false)
                .put("/api/models/%s/tags/%s".formatted(version, tag)).then();
    }

    private static ValidatableResponse delete(String name, int version) {
        return given().delete("/api/models/%s/versions/%d".formatted(name, version)).then();
    }

    @Test
    void theVersionsOfANameAreListedWithWhatPointsToThemAndWhatWasNoted() {
        trainAll("marked", 2, 3, 4);
        put("marked", "champion", 2).statusCode(200);
        put("marked", "approved", 2).statusCode(200);
        put("marked", "challenger", 3).statusCode(200);
        tag("marked/versions/2", "owner", "crm").statusCode(204);
        tag("marked/versions/2", "owner", "it's growth").statusCode(204);
        tag("marked/versions/1", "ticket:4", "").statusCode(204);

        JsonPath versions = get("/api/models/marked/versions").then().statusCode(200).extract().jsonPath();

        assertThat(versions.getList("items.version")).containsExactly(1, 2, 3);
        assertThat(versions.getList("items.clusters")).containsExactly(2, 3, 4);
        assertThat(versions.getList("items.aliases")).isEqualTo(
                List.of(List.of(), List.of("approved", "champion"), List.of("challenger")));
        assertThat(versions.getList("items.tags")).isEqualTo(
                List.of(Map.of("ticket:4", ""), Map.of("owner", "it's growth"), Map.of()));
        assertThat(get("/api/models/marked@champion").jsonPath().getMap("")).isEqualTo(versions.getMap("items[1]"));
        assertThat(get("/api/models?after=" + (versions.getLong("items[0].id") - 1)).jsonPath().getMap("items[0].tags"))
                .isEqualTo(Map.of("ticket:4", ""));
        JsonPath page = get("/api/models/marked/versions?limit=1&after=1").jsonPath();
        assertThat(page.getList("items.version")).containsExactly(2);
        assertThat(page.getInt("next")).isEqualTo(2);
        get("/api/models/unmarked/versions").then().statusCode(404);
    }

    @Test
    void aTagCanBeRemovedOnce() {
        trainAll("noted", 2);
        tag("noted/versions/1", "stage", "trial").statusCode(204);

        given().delete("/api/models/noted/versions/1/tags/stage").then().statusCode(204);

        given().delete("/api/models/noted/versions/1/tags/stage").then().statusCode(404);
        assertThat(get("/api/models/noted").jsonPath().getMap("tags")).isEmpty();
        tag("noted/versions/2", "stage", "trial").statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-owner", "with%20blank", "caf%C3%A9", "%22quoted%22"})
    void anOddTagIsRefused(String tag) {
        trainAll("odd-tags", 2);

        assertThat(tag("odd-tags/versions/1", tag, "x").statusCode(400).extract().<String>path("detail"))
                .contains("is no tag");
    }

    @Test
    void tagsAreBounded() {
        trainAll("full", 2);
        tag("full/versions/1", "t".repeat(101), "x").statusCode(400);
        tag("full/versions/1", "long", "x".repeat(1_001)).statusCode(400);
        tag("full/versions/1", "long", "x".repeat(1_000)).statusCode(204);
        database.execute("""
                insert into model_tag select id, 't' || i, 'x' from kmeans_model, generate_series(1, 99) as i
                 where name = 'full'""");

        assertThat(tag("full/versions/1", "more", "x").statusCode(409).extract().<String>path("detail"))
                .contains("has 100 tags already");
        tag("full/versions/1", "long", "changed").statusCode(204);
    }

    @Test
    void aDeletedVersionIsGoneWithAllThatWasItsOwn() {
        trainAll("shed", 2, 3);
        tag("shed/versions/1", "owner", "crm").statusCode(204);
        String id = get("/api/models/shed@1").jsonPath().getString("id");

        delete("shed", 1).statusCode(204);

        delete("shed", 1).statusCode(404);
        get("/api/models/shed@1").then().statusCode(404);
        assertThat(get("/api/models/shed").jsonPath().getInt("version")).isEqualTo(2);
        assertThat(database.value("""
                select (select count(*) from kmeans_centroid where model_id = %1$s)
                     + (select count(*) from model_tag where model_id = %1$s)""".formatted(id))).isEqualTo("0");
    }

    @Test
    void aNumberIsNeverGivenAgain() {
        trainAll("counted-on", 2, 3);
        delete("counted-on", 2).statusCode(204);

        train("counted-on", 4);
        assertThat(get("/api/models/counted-on").jsonPath().getInt("version")).isEqualTo(3);
        delete("counted-on", 1).statusCode(204);
        delete("counted-on", 3).statusCode(204);
        get("/api/models/counted-on").then().statusCode(404);
        get("/api/models/counted-on/versions").then().statusCode(404);
        train("counted-on", 2);

        assertThat(get("/api/models/counted-on/versions").jsonPath().getList("items.version")).containsExactly(4);
    }

    @Test
    void whatAnAliasPointsToCanNotBeDeleted() {
        trainAll("pointed", 2, 3);
        put("pointed", "champion", 1).statusCode(200);
        put("pointed", "approved", 1).statusCode(200);

        assertThat(delete("pointed", 1).statusCode(409).extract().<String>path("detail")).isEqualTo(
                "Version 1 of model 'pointed' can't be deleted while an alias points to it: [approved, champion]. "
                        + "Move it first.");
        put("pointed", "champion", 2).statusCode(200);
        given().delete("/api/models/pointed/aliases/approved").then().statusCode(204);
        delete("pointed", 1).statusCode(204);
        assertThat(get("/api/models/pointed/aliases/approved/history").jsonPath().getList("items.version"))
                .containsExactly(1, null);
    }

    @Test
    void ofADeletionAndAPromotionAtOnceOneHappens() {
        for (int round = 0; round < 10; round++) {
            String name = "race-" + round;
            trainAll(name, 2, 3);

            CompletableFuture<Integer> promotion = CompletableFuture.supplyAsync(
                    () -> put(name, "champion", 1).extract().statusCode());
            CompletableFuture<Integer> deletion = CompletableFuture.supplyAsync(
                    () -> delete(name, 1).extract().statusCode());

            assertThat(List.of(promotion.join(), deletion.join())).isIn(List.of(200, 409), List.of(404, 204));
        }
    }

    @Test
    void whatWasStartedFromADeletedVersionStaysButCanNotBeTrainedOnceMore() {
        trainAll("parent", 3);
        given().contentType("application/json").header("Prefer", "wait=60").body("""
                {"name": "child", "table": "iris", "clusters": 3, "startFrom": "parent@1"}""")
                .post("/api/models").then().statusCode(201);
        delete("parent", 1).statusCode(204);

        assertThat(get("/api/models/child").jsonPath().getMap("options")).containsEntry("startedFrom", null);
        assertThat(given().header("Prefer", "wait=60").post("/api/models/child/versions/1/verify").then()
                .statusCode(409).extract().<String>path("detail"))
                .startsWith("Model 'child' version 1 was started from the centroids of another");
    }
}
