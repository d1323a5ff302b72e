package dev.kindred.recall;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.specification.RequestSpecification;

import dev.kindred.TestDatabase;

/** Calibrations by REST, and searches that go by them. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecallTest {

    private static final JsonPathConfig DOUBLES = new JsonPathConfig(JsonPathConfig.NumberReturnType.DOUBLE);
    private static final int ROWS = 8_000;
    private static final String INDEX = "recall_l2";

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    MeterRegistry registry;

    private JsonPath calibrated;
    private String asked;

    @BeforeAll
    void makeAndCalibrate() {
        database.execute("delete from customer", "select setseed(0.7)", """
                insert into customer (attributes, embedding)
                select jsonb_build_object('half', i %% 2, 'percent', i %% 100, 'rare', i %% 2000),
                       array[random_normal(), random_normal(), random_normal(), random_normal(), random_normal(),
                             random_normal()]::vector
                  from generate_series(1, %d) as i""".formatted(ROWS),
                "set max_parallel_maintenance_workers = 0", // parallel builds of pgvector before 0.8.2 have a bug
                "create index recall_l2 on customer using hnsw (embedding vector_l2_ops) with (m = 3, ef_construction = 6)",
                "reset max_parallel_maintenance_workers", "analyze customer");
        asked = database.value("select max(id) - 77 from customer");
    }

    /** Not before all, when REST Assured does not know the port yet. */
    @BeforeEach
    void calibrate() {
        if (calibrated != null) {
            return;
        }
        calibrated = given().header("Prefer", "wait=300").contentType("application/json")
                .post("/api/indexes/{name}/calibrate", INDEX).then().statusCode(200).extract().jsonPath(DOUBLES);
    }

    @AfterAll
    void removeThem() {
        database.execute("drop index recall_l2", "delete from customer");
    }

    @Test
    void theCurveTellsRecallAndTimeOfEachSettingByFilterAndLimit() {
        List<Map<String, Object>> points = calibrated.getList("points");

        assertThat(calibrated.getInt("rows")).isEqualTo(ROWS);
        assertThat(calibrated.getInt("queries")).isBetween(50, 1_000);
        assertThat(points.stream().map(point -> ((Number) point.get("kept")).doubleValue()).distinct())
                .containsExactly(1.0, 0.5, 0.05, 0.005, 0.0005);
        assertThat(points).filteredOn(point -> !point.containsKey("efSearch"))
                .allMatch(point -> ((Number) point.get("recall")).doubleValue() == 1);
        assertThat(points).allMatch(point -> ((Number) point.get("millis")).doubleValue() > 0);
        assertThat(settings(points, 10)).startsWith(12, 16, 20);
        assertThat(settings(points, 100)).startsWith(112, 160);
    }

    private static List<Integer> settings(List<Map<String, Object>> points, int limit) {
        return points.stream().filter(point -> ((Number) point.get("kept")).doubleValue() == 1
                && point.get("limit").equals(limit) && point.containsKey("efSearch"))
                .map(point -> (Integer) point.get("efSearch")).toList();
    }

    @Test
    void theFewestCandidatesFindLessThanMany() {
        List<Map<String, Object>> points = calibrated.getList("points");
        List<Double> recalls = points.stream().filter(point -> ((Number) point.get("kept")).doubleValue() == 1
                && point.get("limit").equals(10) && point.containsKey("efSearch"))
                .map(point -> ((Number) point.get("recall")).doubleValue()).toList();

        assertThat(recalls.get(0)).isBetween(0.3, 0.99);
        assertThat(recalls.get(recalls.size() - 1)).isGreaterThan(recalls.get(0)).isGreaterThan(0.97);
    }

    @Test
    void aHigherRecallTakesMoreCandidates() {
        JsonPath low = similar(0.7, null);
        JsonPath high = similar(0.97, null);

        assertThat(low.getString("search.mode")).isEqualTo("hnsw");
        assertThat(low.getString("search.index")).isEqualTo(INDEX);
        assertThat(low.getDouble("search.expectedRecall")).isGreaterThanOrEqualTo(0.7);
        assertThat(high.getDouble("search.expectedRecall")).isGreaterThanOrEqualTo(0.97);
        assertThat(high.getInt("search.efSearch")).isGreaterThan(low.getInt("search.efSearch"));
    }

    @Test
    void certaintyAndFiltersThatKeepFewRowsTakeTheExactWay() {
        for (JsonPath found : List.of(similar(1, null), similar(0.9, "attributes.rare==3"))) {
            assertThat(found.getString("search.mode")).isEqualTo("exact");
            assertThat(found.getDouble("search.expectedRecall")).isEqualTo(1);
            assertThat(found.getMap("search")).doesNotContainKeys("index", "efSearch", "probes");
        }
    }

    @Test
    void theSettingHoldsForTheSearchAlone() throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set hnsw.ef_search = 77");
            SearchWay way = new SearchWay(new IndexSearch(INDEX, "hnsw", "embedding <-> ", "%s", false, false), 400,
                    SearchWay.Mode.HNSW, 0.9, Reason.CALIBRATED);
            String search = """
                    select current_setting('hnsw.ef_search') from customer where %s
                     order by embedding <-> (select embedding from customer where id = %s) limit 1"""
                    .formatted(way.index().set(400), asked);

            assertThat(value(statement, search)).isEqualTo("400");
            assertThat(value(statement, "show hnsw.ef_search")).isEqualTo("77");
            statement.execute("reset hnsw.ef_search");
        }
    }

    /** What the executor evaluates before it opens the index is in force when the index is searched. */
    @Test
    void theSettingReachesTheIndex() throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            assertThat(pages(statement, 400)).isGreaterThan(3 * pages(statement, 10));
        }
    }

    private int pages(Statement statement, int candidates) throws SQLException {
        IndexSearch index = new IndexSearch(INDEX, "hnsw", "embedding <-> ", "%s", false, false);
        String plan = value(statement, """
                explain (analyze, buffers, timing off, format json) select id from customer where %s
                 order by embedding <-> '[0,0,0,0,0,0]'::vector limit 5""".formatted(index.set(candidates)));
        assertThat(plan).contains(INDEX);
        return new JsonPath(plan).getInt("[0].Plan['Shared Hit Blocks']")
                + new JsonPath(plan).getInt("[0].Plan['Shared Read Blocks']");
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void theIndexTellsItsRecallAndHistory() {
        get("/api/indexes/{name}/recall", INDEX).then().statusCode(200)
                .body("index", equalTo(INDEX))
                .body("current", hasSize(1))
                .body("current[0].id", equalTo(calibrated.getInt("id")))
                .body("current[0].points.size()", equalTo(calibrated.getList("points").size()))
                .body("history[0].metric", equalTo("l2"));
    }

    @Test
    void aSearchByAnotherMetricHasNoIndexAndIsCounted() {
        double before = unindexed("no_index");

        given().queryParam("metric", "l1").get("/api/customers/{id}/similar", asked).then().statusCode(200)
                .body("search.mode", equalTo("exact"))
                .body("search.reason", containsString("no valid index"));

        assertThat(unindexed("no_index")).isEqualTo(before + 1);
    }

    private double unindexed(String reason) {
        return registry.get("kindred.search.unindexed").tag("reason", reason).counter().count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5"})
    void whatIsNoRecallIsRefused(String minRecall) {
        given().queryParam("minRecall", minRecall).get("/api/customers/{id}/similar", asked).then().statusCode(400)
                .body("detail", containsString("minRecall must be above 0 and at most 1"));
    }

    private JsonPath similar(double minRecall, String filter) {
        RequestSpecification request = given().queryParam("minRecall", minRecall);
        return (filter == null ? request : request.queryParam("filter", filter))
                .get("/api/customers/{id}/similar", asked).then().statusCode(200).extract().jsonPath();
    }
}
