package dev.kindred.index;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;

/** What can't be calibrated, and how that is said. */
@QuarkusTest
@TestProfile(EveryTable.class)
class CalibrationProblemsTest extends IndexTestSupport {

    private static final String TABLE = "uncalibrated";

    @AfterEach
    void clean() {
        database.execute("drop table if exists " + TABLE);
    }

    private static ValidatableResponse calibrate(String index, String... metric) {
        return given().header("Prefer", "wait=25").queryParams(metric.length == 0
                ? Map.of()
                : Map.of("metric",
                        metric[0]))
                .post("/api/indexes/{name}/calibrate", index).then();
    }

    private String index(String column, String kind, String metric) {
        return built(Map.of("table", TABLE, "column", column, "kind", kind, "metric", metric))
                .getString("index.name");
    }

    @Test
    void anIndexThatIsNotThereIsNotFound() {
        makeTable(TABLE, 20, 4);
        for (String name : new String[]{"nowhere", TABLE + "_pkey", "x\"; drop table customer; --"}) {
            assertThat(refusal(calibrate(name), 404)).contains(name);
            assertThat(refusal(get("/api/indexes/{name}/recall", name).then(), 404)).contains(name);
        }
    }

    @Test
    void anInvalidIndexIsRefusedWithWhatMendsIt() {
        makeTable(TABLE, 300, 4);
        database.execute("update %s set v = '[1e6,0,0,0]' where id = 7".formatted(TABLE));
        String name = TABLE + "_v_broken";
        assertThatThrownBy(
                () -> database.execute("create index concurrently %s on %s using hnsw ((v::halfvec(4)) halfvec_l2_ops)"
                        .formatted(name, TABLE)))
                .hasMessageContaining("out of range");
        assertThat(invalid()).isEqualTo("1");

        assertThat(refusal(calibrate(name), 409)).contains(name, "not valid", "rebuild");
    }

    @Test
    void anEmptyTableHasNothingToAskFor() {
        makeTable(TABLE, 10, 4);
        database.execute("delete from " + TABLE);
        assertThat(refusal(calibrate(index("v", "hnsw", "l2")), 422)).contains(TABLE, "row");
    }

    @ParameterizedTest
    @CsvSource({"b, hnsw, jaccard", "b, ivfflat, hamming", "s, hnsw, cosine", "h, hnsw, l1"})
    void everyTypeOfVectorCanBeCalibrated(String column, String kind, String metric) {
        makeTable(TABLE, 300, 8);
        JsonPath calibration = calibrate(index(column, kind, metric)).statusCode(200).extract().jsonPath();
        assertThat(calibration.getString("metric")).isEqualTo(metric);
        assertThat(calibration.getInt("rows")).isEqualTo(300);
        assertThat(calibration.getList("points.kept", Double.class)).contains(1.0, 0.5, 0.05, 0.005);
        assertThat(calibration.getList("points.recall", Double.class)).allMatch(recall -> recall >= 0 && recall <= 1);
    }

    @Test
    void anIndexThatHasAMetricIsCalibratedByNoOther() {
        makeTable(TABLE, 300, 8);
        String name = index("v", "hnsw", "l2");
        for (String metric : new String[]{"cosine", "hamming", "L2", "x"}) {
            assertThat(refusal(calibrate(name, metric), 400)).contains(name, "l2", "'%s'".formatted(metric));
        }
        assertThat(calibrate(name, "l2").statusCode(200).extract().jsonPath().getString("metric")).isEqualTo("l2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hamming", "jaccard", "euclid", "L2"})
    void anUnknownMetricIsRefusedWithTheKnownOnes(String metric) {
        makeTable(TABLE, 300, 128);
        String binary = built(Map.of("table", TABLE, "column", "v", "kind", "hnsw", "storage", "binary"))
                .getString("index.name");
        assertThat(refusal(calibrate(binary, metric), 400)).contains("'%s'".formatted(metric), "l2", "cosine",
                "inner_product", "l1");
    }

    @Test
    void anotherParameterIsRefused() {
        makeTable(TABLE, 300, 8);
        String name = index("v", "hnsw", "l2");
        assertThat(refusal(given().queryParam("limit", 10).post("/api/indexes/{name}/calibrate", name).then(), 400))
                .contains("limit");
        assertThat(refusal(get("/api/indexes/{name}/recall?metric=l2", name).then(), 400)).contains("metric");
    }

    /** A dropped one is soon missed; of a swapped column the next statement fails, since it has another width. */
    @ParameterizedTest
    @ValueSource(
            strings = {"drop index %2$s", "alter table %1$s drop column v, add column v vector(3) default '[1,2,3]'"})
    void anIndexThatGoesMeanwhileEndsTheCalibration(String change) throws InterruptedException {
        makeTable(TABLE, 20_000, 8);
        String name = index("v", "hnsw", "l2");
        String job = "/api/jobs/" + given().post("/api/indexes/{name}/calibrate", name).then().statusCode(202).extract()
                .jsonPath().getLong("id");
        while (!String.valueOf(get(job).jsonPath().getString("phase")).startsWith("query")) {
            assertThat(get(job).jsonPath().getString("state")).isIn("queued", "running");
            Thread.sleep(10);
        }

        database.execute(change.formatted(TABLE, name));

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (get(job).jsonPath().getString("state").equals("running")) {
            assertThat(System.nanoTime()).as(get(job).asString()).isLessThan(end);
            Thread.sleep(50);
        }
        assertThat(get(job).jsonPath().getInt("error.status")).as(get(job).asString()).isEqualTo(409);
        assertThat(get(job).jsonPath().getString("error.detail")).startsWith(
                "Index '%s' was dropped or rebuilt while it was measured".formatted(name));
    }

    @Test
    void anIndexThatWasNeverCalibratedHasNoCurve() {
        makeTable(TABLE, 300, 8); // by a metric of its own: the history has what others of its name were measured to find
        String name = index("v", "hnsw", "inner_product");
        JsonPath recall = get("/api/indexes/{name}/recall", name).then().statusCode(200).extract().jsonPath();
        assertThat(recall.getString("index")).isEqualTo(name);
        assertThat(recall.getList("current")).isEmpty();
        assertThat(recall.getList("history")).isEmpty();
    }
}
