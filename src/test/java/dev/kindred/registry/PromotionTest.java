package dev.kindred.registry;

import static dev.kindred.registry.RegistryFixture.put;
import static dev.kindred.registry.RegistryFixture.trainAll;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

/** The live model changes while clients use it. */
@QuarkusTest
class PromotionTest {

    @Inject
    TestDatabase database;

    @Test
    void everyAnswerIsWhollyOfTheVersionThatItNames() {
        trainAll("flipping", 3, 8);
        put("flipping", "champion", 1).statusCode(200);
        String rows = "{\"rows\": " + database.column("select features::real[] from iris order by id").stream()
                .map(row -> row.replace('{', '[').replace('}', ']')).toList() + "}";
        Map<Integer, List<Integer>> labels = Map.of(1, labels("flipping@1"), 2, labels("flipping@2"));
        assertThat(labels.get(1)).isNotEqualTo(labels.get(2));
        AtomicBoolean isOver = new AtomicBoolean();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();

        List<CompletableFuture<Void>> clients = Stream.generate(() -> CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                JsonPath answer = given().contentType("application/json").body(rows)
                        .post("/api/models/flipping/predict").then().statusCode(200).extract().jsonPath();
                int version = answer.getInt("version");
                seen.add(version);
                assertThat(answer.getList("predictions.cluster", Integer.class)).isEqualTo(labels.get(version));
            }
        })).limit(4).toList();
        for (int flip = 0; flip < 60; flip++) {
            put("flipping", "champion", 2 - flip % 2).statusCode(200);
        }
        isOver.set(true);

        clients.forEach(CompletableFuture::join);
        assertThat(seen).containsExactlyInAnyOrder(1, 2);
    }

    private List<Integer> labels(String reference) {
        return database
                .column("select kindred.predict_kmeans('%s', features) from iris order by id".formatted(reference))
                .stream().map(Integer::valueOf).toList();
    }
}
