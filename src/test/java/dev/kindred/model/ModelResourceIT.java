package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;

/** The packaged application, as a jar or as a native image, does the main job. */
@QuarkusIntegrationTest
class ModelResourceIT {

    @Test
    void trainsReadsPredictsAndCounts() {
        given().contentType("application/json").header("Prefer", "wait=60").body("""
                {"name": "packaged", "table": "iris", "columns": [], "clusters": 3, "seed": 0}""")
                .post("/api/models").then().statusCode(201);

        assertThat(
                get("/api/models/packaged/centroids").jsonPath().getList("items.collect { it['size'] }", Integer.class))
                .containsExactlyInAnyOrder(50, 62, 38);
        JsonPath predictions = given().contentType("application/json").body("{\"rows\": [[0.5, 0.5, 0.5, 0.5]]}")
                .post("/api/models/packaged/predict").jsonPath();
        assertThat(predictions.getDouble("predictions[0].distance")).isCloseTo(5.460182, within(1e-5));
        assertThat(get("/api/models/packaged/crosstab?by=species").jsonPath().getList("items")).hasSize(3);
        assertThat(get("/api/models/packaged/onnx").asByteArray()).hasSizeGreaterThan(500);
    }

    @Test
    void keepsCustomersAndFindsTheirLike() {
        String body = "{\"age\": 30, \"attributes\": {\"plan\": \"pro\"}}";
        int first = given().contentType("application/json").body(body).post("/api/customers").jsonPath().getInt("id");
        given().contentType("application/json").body(body).post("/api/customers").then().statusCode(201);

        assertThat(get("/api/customers/" + first + "/similar").jsonPath().getString("neighbors[0].attributes.plan"))
                .isEqualTo("pro");
        assertThat(get("/api/customers/" + first + "/similar?foo=1").jsonPath().getString("detail"))
                .startsWith("Unknown query parameter 'foo'");
    }
}
