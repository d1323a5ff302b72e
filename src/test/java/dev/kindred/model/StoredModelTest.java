package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.hibernate.Hibernate;
import org.junit.jupiter.api.Test;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;
import dev.kindred.problem.Corrupted;

/** What the bytea column holds. */
@QuarkusTest
class StoredModelTest {

    @Inject
    TestDatabase database;

    @Inject
    Models models;

    private static void train(String name) {
        ModelResourceTest.train("""
                {"name": "%s", "table": "iris", "clusters": 3}""".formatted(name)).statusCode(201);
    }

    @Test
    void aFileOfTheFirstFormatIsStillRead() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("first-format.onnx")) {
            byte[] bytes = file.readAllBytes();

            OnnxFile model = OnnxFile.read(bytes);

            assertThat(model.clusters()).isEqualTo(3);
            assertThat(model.dimensions()).isEqualTo(4);
            assertThat(model.metadata()).containsEntry("columns",
                    "[\"sepal_length\",\"sepal_width\",\"petal_length\",\"petal_width\"]");
            // An ordinary setosa lies in the cluster around (5.006, 3.418, 1.464, 0.244).
            assertThat(Predictor.of(bytes).predict(new float[]{5.006f, 3.418f, 1.464f, 0.244f}).distance())
                    .isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        float[] centroids = {1_000_000.5f, -2, 1_000_001.5f, 3e-30f};
        OnnxFile file = new OnnxFile(false, 2, 2, centroids, Map.of("seed", "7"));

        OnnxFile read = OnnxFile.read(file.toBytes());

        assertThat(read.metadata()).isEqualTo(file.metadata());
        assertThat(read.centroids()).containsExactly(centroids, within(1e-6f));
        assertThat(file.toBytes()).isEqualTo(new OnnxFile(false, 2, 2, centroids, Map.of("seed", "7")).toBytes());
    }

    @Test
    void bytesThatAreNoModelAreRefused() {
        byte[] bytes = new OnnxFile(false, 2, 1, new float[]{1, 2}, Map.of()).toBytes();

        assertThatThrownBy(() -> OnnxFile.read(new byte[]{1, 2, 3})).isInstanceOf(Corrupted.class);
        assertThatThrownBy(() -> OnnxFile.read(new byte[0])).isInstanceOf(Corrupted.class)
                .hasMessage(
                        "The stored model can't be read. The file has Kindred's format 'null', but this release reads "
                                + "format '1'.");
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> OnnxFile.read(cut)).isInstanceOf(Corrupted.class);
        }
    }

    @Test
    void aCorruptedColumnIsReportedAsSuchAndNothingElseBreaks() {
        train("broken");
        String rows = "{\"rows\": [[5.1, 3.5, 1.4, 0.2]]}";
        given().contentType("application/json").body(rows).post("/api/models/broken/predict").then().statusCode(200);

        database.execute(
                """
                        update kmeans_model set model = set_byte(model, 200, 255 - get_byte(model, 200)) where name = 'broken'""");

        for (String detail : List.of(
                given().contentType("application/json").body(rows).post("/api/models/broken/predict").then()
                        .statusCode(500).contentType("application/problem+json").extract().path("detail").toString(),
                get("/api/models/broken/onnx").then().statusCode(500).extract().path("detail").toString())) {
            assertThat(detail).startsWith("The stored bytes of model 'broken' version 1 are corrupted");
        }
        get("/api/models").then().statusCode(200);
        get("/api/models/broken").then().statusCode(200);
        get("/api/models/broken/centroids").then().statusCode(200);
        assertThat(database.value("select count(kindred.predict_kmeans('broken', features)) from iris"))
                .isEqualTo("150");
        train("broken");
        given().contentType("application/json").body(rows).post("/api/models/broken/predict").then().statusCode(200);
    }

    @Test
    @TestTransaction
    void listsNeverLoadTheBytes() {
        train("light");

        List<KMeansModel> page = models.page(0, 1_000);

        assertThat(page).isNotEmpty().allSatisfy(model -> {
            assertThat(Hibernate.isPropertyInitialized(model, "model")).isFalse();
            assertThat(Hibernate.isInitialized(model.centroids)).isFalse();
        });
    }

    @Test
    void theRecordedHashIsThatOfTheBytes() throws Exception {
        train("hashed");
        byte[] bytes = get("/api/models/hashed/onnx").asByteArray();

        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(bytes);

        assertThat(get("/api/models/hashed").jsonPath().getString("sha256"))
                .isEqualTo(java.util.HexFormat.of().formatHex(hash));
    }
}
