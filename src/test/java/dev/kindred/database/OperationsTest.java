package dev.kindred.database;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/** What operators look at. */
@QuarkusTest
class OperationsTest {

    @Test
    void healthTellsOfTheDatabaseAndItsExtension() {
        get("/q/health/live").then().statusCode(200);

        JsonPath ready = get("/q/health/ready").then().statusCode(200).extract().jsonPath();
        assertThat(ready.getString("checks.find { it.name == 'pgvector' }.data.version")).matches("\\d+\\.\\d+\\.\\d+");
    }

    @Test
    void metricsCountTheTrainings() {
        io.restassured.RestAssured.given().contentType("application/json").header("Prefer", "wait=60")
                .body("{\"name\": \"metered\", \"table\": \"iris\", \"clusters\": 2}").post("/api/models").then()
                .statusCode(201);

        assertThat(get("/q/metrics").then().statusCode(200).extract().asString())
                .containsPattern("kindred_training_seconds_count [1-9]").contains("jvm_memory_used_bytes",
                        "agroal_active_count");
    }

    @Test
    void everyOperationIsDescribed() {
        Map<String, Map<String, Object>> paths = get("/q/openapi?format=json").jsonPath().getMap("paths");

        assertThat(paths).containsKeys("/api/iris", "/api/iris/{id}/similar", "/api/models", "/api/models/{name}",
                "/api/models/{name}/centroids", "/api/models/{name}/onnx", "/api/models/{name}/predict",
                "/api/models/{name}/crosstab", "/api/models/{name}/nearest", "/api/models/{name}/versions/{version}",
                "/api/models/{name}/versions/{version}/predict",
                "/api/models/{name}/versions/{version}/verify", "/api/models/{name}/aliases",
                "/api/models/{name}/aliases/{alias}", "/api/models/{name}/aliases/{alias}/history",
                "/api/models/{name}/aliases/{alias}/rollback", "/api/models/{name}/versions",
                "/api/models/{name}/versions/{version}/tags/{tag}", "/api/jobs", "/api/jobs/{id}",
                "/api/jobs/{id}/events",
                "/api/customers", "/api/customers/export", "/api/customers/{id}",
                "/api/customers/{id}/similar", "/api/customers/similar", "/api/customers/{id}/recommendations",
                "/api/customers/import", "/api/jobs/{id}/rejects", "/api/recipes", "/api/recipes/{name}",
                "/api/recipes/{name}/fit", "/api/recipes/{name}/versions", "/api/recipes/{name}/versions/{version}",
                "/api/recipes/{name}/versions/{version}/activate", "/api/audiences", "/api/audiences/{name}",
                "/api/audiences/{name}/members", "/api/audiences/{name}/refresh", "/api/drift",
                "/api/models/{name}/drift", "/api/models/{name}/compare", "/api/models/{name}/compare/moves",
                "/api/segments", "/api/segments/{id}", "/api/models/{name}/matching", "/api/models/{name}/segments",
                "/api/models/{name}/stability", "/api/models/{name}/assign", "/api/models/{name}/outliers",
                "/api/segments/{id}/customers", "/api/customers/{id}/segment", "/api/database/health",
                "/api/database/maintenance", "/api/indexes", "/api/indexes/{name}", "/api/indexes/{name}/rebuild",
                "/api/indexes/{name}/calibrate", "/api/indexes/{name}/recall",
                "/api/profiles/{id}", "/api/profiles/{id}/similar");
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (List.of("get", "post", "put", "delete").contains(method)) {
                assertThat((String) ((Map<?, ?>) operation).get("summary")).as(method + " " + path).isNotBlank();
            }
        }));
    }
}
