package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;
import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.KMeans;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.vector.FloatMatrix;

/** Rows that do not fit into memory are trained on in a file, with the same outcome. */
@QuarkusTest
@TestProfile(SpooledTrainingTest.LittleMemory.class)
class SpooledTrainingTest {

    private static final Path DIRECTORY = Path.of("target", "spool-test");

    public static class LittleMemory implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kindred.tables", "*", "kindred.training.memory", "1M", "kindred.training.spool-limit", "2M",
                    "kindred.training.spool-directory", DIRECTORY.toString());
        }
    }

    @Inject
    TestDatabase database;

    @Inject
    TrainingSpool spool;

    private void makeRows(int rows) {
        database.execute("drop table if exists large", "select setseed(0.2)", """
                create table large as
                select i as id, (i %% 3 * 5 + random_normal())::real as a, (i %% 5 * 5 + random_normal())::real as b,
                       random_normal()::real as c
                  from generate_series(1, %d) as i""".formatted(rows), "alter table large add primary key (id)");
    }

    private static List<Path> files() throws IOException {
        if (Files.notExists(DIRECTORY)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(DIRECTORY)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void theSameCentroidsComeOutAndTheFileIsGone() throws IOException {
        makeRows(100_000);

        JsonPath model = ModelResourceTest.train("""
                {"name": "spooled", "table": "large", "clusters": 6, "seed": 3}""").statusCode(201).extract()
                .jsonPath();

        assertThat(model.getString("lineage.way")).isEqualTo("exact_spooled");
        assertThat(files()).isEmpty();
        List<String> rows = database.column("select format('%s,%s,%s', a, b, c) from large order by id");
        float[] values = new float[rows.size() * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(rows.get(i / 3).split(",")[i % 3]);
        }
        Clustering inMemory = KMeans.fit(FloatMatrix.of(values, 3), KMeansOptions.clusters(6).withSeed(3));
        List<Map<String, Float>> centroids = get("/api/models/spooled/centroids").jsonPath().getList("items.centroid");
        for (int cluster = 0; cluster < 6; cluster++) {
            assertThat(centroids.get(cluster)).containsEntry("a", inMemory.centroids()[3 * cluster])
                    .containsEntry("b", inMemory.centroids()[3 * cluster + 1])
                    .containsEntry("c", inMemory.centroids()[3 * cluster + 2]);
        }
    }

    @Test
    void whatDoesNotFitTheSpoolIsRefusedAndLeavesNoFile() throws IOException {
        makeRows(200_000);

        assertThat(ModelResourceTest.train("""
                {"name": "too-large", "table": "large", "clusters": 6}""").statusCode(400).extract().jsonPath()
                .getString("detail")).startsWith("Table 'large' is too large: ")
                .contains("Raise kindred.training.spool-limit");
        assertThat(files()).isEmpty();
    }

    @Test
    void filesOfADeadProcessAreRemovedAtTheStart() throws IOException {
        Path dead = Files.createDirectories(DIRECTORY.resolve("kindred-spool-999999999")).resolve("kindred-1.spool");
        Path living = Files.createDirectories(DIRECTORY.resolve("kindred-spool-1")).resolve("kindred-2.spool");
        Files.writeString(dead, "x");
        Files.writeString(living, "x");

        spool.removeLeftovers(null);

        assertThat(dead).doesNotExist();
        assertThat(living).exists(); // the process with number 1 always runs
        Files.delete(living);
    }
}
