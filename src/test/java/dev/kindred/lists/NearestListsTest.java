package dev.kindred.lists;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.assignment.AssignmentFixture;

/** Search by the lists of a quick model. */
@QuarkusTest
@TestProfile(EveryTable.class)
class NearestListsTest {

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture customers;

    @AfterEach
    void leaveNoCustomers() {
        customers.reset();
    }

    @BeforeEach
    void makeRows() {
        database.execute("drop table if exists scattered", "select setseed(0.7)", """
                create table scattered as
                select i as id, (random() - 0.3)::real as x, (random() - 0.3)::real as y, (random() - 0.3)::real as z
                  from generate_series(1, 3000) as i""", "alter table scattered add primary key (id)",
                "insert into scattered values (0, null, 1, 1)");
    }

    private long train(String body) {
        JsonPath model = given().contentType("application/json").header("Prefer", "wait=60").body(body)
                .post("/api/models").then().statusCode(201).extract().jsonPath();
        return model.getLong("id");
    }

    private long train(String name, String metric) {
        return train("""
                {"name": "%s", "table": "scattered", "clusters": 30, "mode": "quick", "metric": "%s"}"""
                .formatted(name, metric));
    }

    private void assign(String name) {
        given().header("Prefer", "wait=60").post("/api/models/" + name + "/assign").then().statusCode(200);
    }

    private static JsonPath nearest(int status, String name, String body) {
        return given().contentType("application/json").body(body).post("/api/models/" + name + "/nearest").then()
                .statusCode(status).extract().jsonPath();
    }

    @ParameterizedTest
    @CsvSource({"euclidean, 1", "euclidean, 4", "euclidean, 30", "euclidean, 10000", "cosine, 3", "cosine, 30"})
    void theNearestListsAreSearchedExactly(String metric, int probes) {
        long id = train("lists-" + metric, metric);
        assign("lists-" + metric);
        String operator = metric.equals("cosine") ? "<=>" : "<->";

        JsonPath answer = nearest(200, "lists-" + metric, """
                {"row": {"x": 0.1, "y": 0.2, "z": 0.05}, "probes": %d, "limit": 25}""".formatted(probes));

        // The same from SQL alone: the nearest centroids, and of all rows those that predict to one of them.
        List<String> lists = database.column("""
                select cluster from kmeans_centroid where model_id = %d
                 order by centroid %s array[0.1, 0.2, 0.05]::real[]::vector limit %d""".formatted(id, operator,
                probes));
        List<String> expected = database
                .column("""
                        select id from (select id, array[x, y, z]::vector as v, kindred.predict_kmeans(%d::bigint, array[x, y, z]) as c
                                          from scattered where x is not null) as r
                         where c in (%s) order by v %s array[0.1, 0.2, 0.05]::real[]::vector limit 25"""
                        .formatted(id, String.join(",", lists), operator));
        assertThat(answer.getList("items.rowKey")).isEqualTo(expected);
        assertThat(answer.getList("lists.cluster").stream().map(String::valueOf)).isEqualTo(lists);
        assertThat(answer.getDouble("items[0].distance")).isCloseTo(Double.parseDouble(database.value("""
                select array[x, y, z]::vector %s array[0.1, 0.2, 0.05]::real[]::vector from scattered where id = %s"""
                .formatted(operator, expected.get(0)))), within(1e-6));
        assertThat(answer.getLong("rowsCompared")).isEqualTo(
                answer.getList("lists.rows", Long.class).stream().mapToLong(rows -> ((Number) rows).longValue()).sum());
        assertThat(answer.getBoolean("exact")).isEqualTo(probes >= 30);
        if (probes >= 30) {
            assertThat(answer.getLong("rowsCompared")).isEqualTo(3_000);
            assertThat(expected).isEqualTo(database.column("""
                    select id from scattered where x is not null
                     order by array[x, y, z]::vector %s array[0.1, 0.2, 0.05]::real[]::vector limit 25"""
                    .formatted(operator)));
        }
    }

    @Test
    void eightListsAndTenRowsAreWhatIsNotAskedFor() {
        train("defaults", "euclidean");
        assign("defaults");

        JsonPath answer = nearest(200, "defaults@1", "{\"row\": [0, 0, 0]}");

        assertThat(answer.getList("lists")).hasSize(8);
        assertThat(answer.getList("items")).hasSize(10);
        assertThat(answer.getString("model")).isEqualTo("defaults");
        assertThat(answer.getInt("version")).isEqualTo(1);
        assertThat(answer.getList("items.cluster")).isSubsetOf(answer.getList("lists.cluster"));
        assertThat(answer.getList("lists.distance", Double.class)).isSorted();
    }

    @Test
    void rowsThatAreGoneAreNotFoundAndChangedOnesAreWhereTheyAreNow() {
        train("later", "euclidean");
        assign("later");
        String body = "{\"row\": [0.1, 0.2, 0.05], \"probes\": 30, \"limit\": 2}";
        List<String> before = nearest(200, "later", body).getList("items.rowKey");

        database.execute("delete from scattered where id = " + before.get(0),
                "update scattered set x = 0.1, y = 0.2, z = 0.05 where id = 1500");

        JsonPath after = nearest(200, "later", body);
        assertThat(after.getList("items.rowKey")).containsExactly("1500", before.get(1));
        assertThat(after.getDouble("items[0].distance")).isZero();
        assertThat(after.getLong("rowsCompared")).isEqualTo(2_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "uuid", "two columns"})
    void aKeyOfAnyTypeServes(String type) {
        database.execute("drop table if exists keyed", """
                create table keyed as select %s as key, id, x, y, z from scattered where x is not null""".formatted(
                type.equals("uuid") ? "md5(id::text)::uuid" : "'k ' || id"),
                "alter table keyed add primary key (%s)".formatted(type.equals("two columns") ? "key, id" : "key"));
        train("""
                {"name": "keyed", "table": "keyed", "columns": ["x", "y", "z"], "clusters": 5, "mode": "quick"}""");
        assign("keyed");

        JsonPath answer = nearest(200, "keyed", "{\"row\": [0.1, 0.2, 0.05], \"probes\": 5, \"limit\": 5}");

        assertThat(answer.getList("items.rowKey")).isEqualTo(database
                .column("""
                        select %s from keyed order by array[x, y, z]::vector <-> array[0.1, 0.2, 0.05]::real[]::vector limit 5"""
                        .formatted(type.equals("two columns") ? "jsonb_build_array(key, id)" : "key")));
    }

    @Test
    void customersAreComparedAsTheirRecipeEncodesThem() {
        customers.reset();
        customers.plant(600);
        train("""
                {"name": "customer-lists", "recipe": "customer", "clusters": 6, "mode": "quick"}""");
        assign("customer-lists");
        List<String> expected = database.column("""
                select id from customer order by embedding <-> '[0.0625, 0.012, 1, 1, 0, 0]' limit 5""");

        for (String row : List.of("{\"age\": 46, \"income\": 45300, \"is_active\": true, \"gender\": \"female\"}",
                "{\"vector\": [0.0625, 0.012, 1, 1, 0, 0]}")) {
            assertThat(nearest(200, "customer-lists", """
                    {"row": %s, "probes": 6, "limit": 5}""".formatted(row)).getList("items.rowKey"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void withoutAnAssignmentItSaysWhatToDoFirst() {
        train("unassigned-lists", "euclidean");

        assertThat(nearest(409, "unassigned-lists", "{\"row\": [0, 0, 0]}").getString("detail")).isEqualTo(
                "Model 'unassigned-lists' version 1 was never assigned, so its lists are not known; "
                        + "POST /api/models/unassigned-lists@1/assign does it.");
    }

    @Test
    void aClusteringByDensityHasNoLists() {
        train("""
                {"name": "dense-lists", "table": "scattered", "algorithm": "dbscan", "epsilon": 0.1}""");

        assertThat(nearest(409, "dense-lists", "{\"row\": [0, 0, 0]}").getString("detail"))
                .contains("was made by dbscan, which labels the rows that it was given");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"row\": [1, 2]} | row must be an array of 3 numbers, but has 2.",
            "{\"row\": {\"x\": 1, \"y\": 2}} | row.z is missing; a number is needed, NULL can't be predicted.",
            "{\"row\": [0, 0, 0]} | row is all zeros and has no direction, so nothing is near to it under cosine.",
            "{\"row\": [1, 2, 3], \"probes\": 0} | probes must be greater than or equal to 1.",
            "{\"row\": [1, 2, 3], \"limit\": 1001} | limit must be less than or equal to 1000.",
            "{} | row must not be null."})
    void aSearchThatDoesNotFitIsExplained(String body, String expected) {
        if (database.value("select count(*) from kmeans_model where name = 'explained'").equals("0")) {
            train("explained", "cosine");
        }

        assertThat(nearest(400, "explained", body).getString("detail")).isEqualTo(expected);
    }
}
