package dev.kindred.customer;

import static io.restassured.RestAssured.config;
import static io.restassured.RestAssured.given;
import static io.restassured.config.HttpClientConfig.httpClientConfig;

import java.util.HashMap;
import java.util.Map;

import io.restassured.specification.RequestSpecification;

import dev.kindred.neighbor.Metric;

/** Indexes on the customers' vectors, made and measured as users do it. */
final class VectorIndexes {

    private static final int SECONDS = 300;

    private VectorIndexes() {}

    /**
     * Builds one.
     *
     * @param options further properties of the request, such as {@code m}
     * @return its name
     */
    static String build(String kind, String storage, Metric metric, Map<String, ?> options) {
        Map<String, Object> index = new HashMap<>(options);
        index.putAll(Map.of("table", "customer", "column", "embedding", "kind", kind, "storage", storage, "metric",
                metric.code()));
        return patient().contentType("application/json").body(index).post("/api/indexes").then().statusCode(201)
                .extract().jsonPath().getString("index.name");
    }

    static void calibrate(String name) {
        patient().post("/api/indexes/{name}/calibrate", name).then().statusCode(200);
    }

    static void drop(String name) {
        patient().delete("/api/indexes/{name}", name).then().statusCode(204);
    }

    /** Tests wait half a minute for an answer where nothing else is said. */
    private static RequestSpecification patient() {
        return given().config(config.httpClient(httpClientConfig().setParam("http.socket.timeout", SECONDS * 1_000)))
                .header("Prefer", "wait=" + SECONDS);
    }
}
