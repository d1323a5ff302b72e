package dev.kindred.registry;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;

/** Models and aliases for tests, over REST. */
final class RegistryFixture {

    private RegistryFixture() {}

    /** Trains the next version of a name on the flowers. */
    static void train(String name, int clusters) {
        given().contentType("application/json").header("Prefer", "wait=60").body("""
                {"name": "%s", "table": "iris", "clusters": %d}""".formatted(name, clusters))
                .post("/api/models").then().statusCode(201);
    }

    /** As many versions as numbers, with so many clusters each. */
    static void trainAll(String name, int... clusters) {
        for (int each : clusters) {
            train(name, each);
        }
    }

    static ValidatableResponse put(String name, String alias, int version) {
        return put(name, alias, "{\"version\": %d}".formatted(version));
    }

    static ValidatableResponse put(String name, String alias, String body) {
        return given().contentType("application/json").body(body)
                .put("/api/models/%s/aliases/%s".formatted(name, alias)).then();
    }

    static ValidatableResponse rollBack(String name, String alias) {
        return given().post("/api/models/%s/aliases/%s/rollback".formatted(name, alias))
                .then();
    }

    static ValidatableResponse predict(String reference) {
        return given().contentType("application/json").body("{\"rows\": [[5.1, 3.5, 1.4, 0.2]]}")
                .post("/api/models/" + reference + "/predict").then();
    }
}
