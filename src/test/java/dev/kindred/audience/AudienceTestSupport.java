package dev.kindred.audience;

import static io.restassured.RestAssured.given;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

/** Customers with ids from 1 on, whose vectors are planted. */
abstract class AudienceTestSupport {

    @Inject
    TestDatabase database;

    @BeforeEach
    @AfterEach
    void removeAll() {
        database.execute("delete from audience", "delete from customer");
    }

    /** Customers of ids {@code first} to {@code last} about a place, each element normally distributed about its own. */
    void plant(int first, int last, double deviation, double... place) {
        String elements = Arrays.stream(place)
                .mapToObj(at -> "(%s + %s * random_normal())::real".formatted(at, deviation))
                .collect(Collectors.joining(", "));
        database.execute("select setseed(0.%d1)".formatted(first), """
                insert into customer (id, external_id, age, embedding)
                select i, 'c-' || i, i %% 100, array[%s]::vector from generate_series(%d, %d) as i"""
                .formatted(elements, first, last));
    }

    static ValidatableResponse create(String body) {
        return given().contentType("application/json").header("Prefer", "wait=60").body(body).post("/api/audiences")
                .then();
    }

    static ValidatableResponse refresh(String name) {
        return given().header("Prefer", "wait=60").post("/api/audiences/" + name + "/refresh").then();
    }

    static String ids(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    static JsonPath show(String name) {
        return given().get("/api/audiences/" + name).then().statusCode(200).extract().jsonPath();
    }

    /** The lines of a CSV file without its header. */
    static List<String> csv(String path) {
        List<String> lines = given().get(path).then().statusCode(200).extract().body().asString().lines().toList();
        return lines.subList(1, lines.size());
    }

    static List<Long> memberIds(String name) {
        return csv("/api/audiences/" + name + "/members").stream().map(line -> Long.valueOf(line.split(",")[2]))
                .toList();
    }

    List<Long> idsOf(String query) {
        return database.column(query).stream().map(Long::valueOf).toList();
    }
}
