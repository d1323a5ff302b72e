package dev.kindred.registry;

import static dev.kindred.registry.RegistryFixture.predict;
import static dev.kindred.registry.RegistryFixture.put;
import static dev.kindred.registry.RegistryFixture.trainAll;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

/** REST and SQL understand the same references. */
@QuarkusTest
class ReferencesTest {

    @Inject
    TestDatabase database;

    /** Versions 1 to 3 have 2 to 4 clusters. */
    private static void make(String name) {
        if (get("/api/models/" + name).statusCode() == 404) {
            trainAll(name, 2, 3, 4);
        }
    }

    private void assertMeans(String reference, int version) {
        String id = get("/api/models/{reference}", reference).then().statusCode(200).extract().jsonPath()
                .getString("id");
        String name = reference.split("@")[0];
        assertThat(id).as(reference)
                .isEqualTo(get("/api/models/{name}/versions/{version}", name, version).jsonPath().getString("id"))
                .isEqualTo(database.value("select kindred.model_id('%s')".formatted(reference)));
        assertThat(database.value("select count(*) from kindred.kmeans_centroids('%s')".formatted(reference)))
                .isEqualTo(Integer.toString(version + 1));
        assertThat(get("/api/models/{reference}/centroids", reference).jsonPath().getList("items"))
                .hasSize(version + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with.dots-and_dashes", "7", "a--b..c"})
    void aBareNameIsItsChampionElseItsNewestVersion(String name) {
        make(name);
        assertMeans(name, 3);

        put(name, "challenger", 1).statusCode(200);
        assertMeans(name, 3);
        put(name, "champion", 2).statusCode(200);
        assertMeans(name, 2);
        assertMeans(name + "@champion", 2);
        assertMeans(name + "@challenger", 1);
        assertMeans(name + "@3", 3);
        given().delete("/api/models/" + name + "/aliases/champion").then().statusCode(204);
        assertMeans(name, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"referred@champion", "referred@4", "referred@0", "referred@01", "referred@-1",
            "referred@99999999999", "referred@", "referred@1@1", "@1", "@", "referred @1", "REFERRED",
            "referred@1; drop table kmeans_model", "referred' or true --", "referred@x' or 'a'='a", "refer%",
            "referre_"})
    void whatNamesNoModelIsRefusedByBoth(String reference) {
        make("referred");
        put("referred", "taken-away", 1).statusCode(200);
        given().delete("/api/models/referred/aliases/taken-away").then().statusCode(204);

        assertThat(get("/api/models/{reference}", reference).then().extract().statusCode()).isIn(400, 404);
        assertThatThrownBy(
                () -> database.value("select kindred.model_id('%s')".formatted(reference.replace("'", "''"))))
                .hasMessageContaining("there is no model");
        assertThatThrownBy(() -> database.value("select kindred.model_id('referred@taken-away')"))
                .hasMessageContaining("there is no model");
        get("/api/models/referred@taken-away").then().statusCode(404);
        assertMeans("referred", 3);
    }

    @Test
    void nullNamesNothing() {
        assertThat(database.value("select kindred.model_id(null::text) is null")).isEqualTo("t");
    }

    @Test
    void everyUseOfAModelTakesEveryReference() {
        make("used");
        put("used", "champion", 1).statusCode(200);
        put("used", "challenger", 2).statusCode(200);

        for (Map.Entry<String, Integer> reference : Map
                .of("used", 1, "used@champion", 1, "used@challenger", 2, "used@3",
                        3)
                .entrySet()) {
            String path = "/api/models/" + reference.getKey();
            int version = reference.getValue();
            assertThat(predict(reference.getKey()).statusCode(200).extract().jsonPath().getMap(""))
                    .containsEntry("model", "used").containsEntry("version", version);
            assertThat(get(path + "/onnx").asByteArray())
                    .isEqualTo(get("/api/models/used/versions/%d/onnx".formatted(version)).asByteArray());
            assertThat(get(path + "/crosstab?by=species").jsonPath().getList("items[0].counts")).hasSize(version + 1);
            assertThat(given().header("Prefer", "wait=60").post(path + "/verify").jsonPath().getInt("version"))
                    .isEqualTo(version);
            assertThat(given().contentType("application/json").header("Prefer", "wait=60").body("""
                    {"name": "started", "table": "iris", "clusters": %d, "startFrom": "%s"}"""
                    .formatted(version + 1, reference.getKey())).post("/api/models").then().statusCode(201).extract()
                    .jsonPath().getInt("options.startedFrom"))
                    .isEqualTo(get(path).jsonPath().getInt("id"));
        }
    }
}
