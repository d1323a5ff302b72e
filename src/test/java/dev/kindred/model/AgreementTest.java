package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** REST computes from the stored bytes, SQL from the centroid rows, ONNX Runtime from the graph: all answer the same. */
@QuarkusTest
@TestProfile(EveryTable.class)
class AgreementTest {

    private static final int ROWS = 3_000;
    private static final int CLUSTERS = 7;

    @Inject
    TestDatabase database;

    /** Rows near to eight corners of a cube, so far from zero that float32 arithmetic on raw values would fail. */
    private void makePoints(double offset) {
        database.execute("drop table if exists agreement", "select setseed(0.5)", """
                create table agreement as
                select i as id, (%1$s + (i %% 2) * 8 + random_normal())::real as a,
                       (%1$s + (i / 2 %% 2) * 8 + random_normal())::real as b,
                       (%1$s + (i / 4 %% 2) * 8 + random_normal())::real as c
                  from generate_series(1, %2$d) as i""".formatted(offset, ROWS),
                "alter table agreement add primary key (id)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e6})
    void restSqlAndOnnxRuntimeAgreeRowForRow(double offset) throws OrtException {
        makePoints(offset);
        ModelResourceTest.train("""
                {"name": "agreement", "table": "agreement", "columns": ["a", "b", "c"], "clusters": %d}"""
                .formatted(CLUSTERS)).statusCode(201);
        List<String> rows = database.column("select jsonb_build_array(a, b, c) from agreement order by id");

        JsonPath rest = given().contentType("application/json").body("{\"rows\": " + rows + "}")
                .post("/api/models/agreement/predict").then().statusCode(200).extract().jsonPath();
        List<Integer> restLabels = rest.getList("predictions.cluster", Integer.class);
        List<Integer> sqlLabels = database.column(
                "select kindred.predict_kmeans('agreement', array[a, b, c]) from agreement order by id")
                .stream().map(Integer::valueOf).toList();
        Onnx onnx = runOnnx(get("/api/models/agreement/onnx").asByteArray(), points());
        List<Boolean> isClear = database.column("""
                select (second - first) > 1e-5 * second
                  from agreement cross join lateral (
                       select (array_agg(d order by d))[1] as first, (array_agg(d order by d))[2] as second
                         from (select centroid <-> array[a, b, c]::vector as d
                                 from kindred.kmeans_centroids('agreement')) as distances) as nearest
                 order by id""").stream().map("t"::equals).toList();

        assertThat(isClear).hasSize(ROWS).filteredOn(clear -> !clear).hasSizeLessThan(3);
        assertThat(restLabels.stream().distinct()).hasSize(CLUSTERS);
        for (int i = 0; i < ROWS; i++) {
            if (isClear.get(i)) {
                assertThat(sqlLabels.get(i)).as("SQL, row %d", i).isEqualTo(restLabels.get(i));
                assertThat(onnx.clusters[i]).as("ONNX, row %d", i).isEqualTo(restLabels.get(i).longValue());
                assertThat((double) onnx.distances[i]).as("ONNX, row %d", i)
                        .isCloseTo(rest.getDouble("predictions[%d].distance".formatted(i)), within(2e-3));
            }
        }
    }

    private float[][] points() {
        return database.column("select format('%s,%s,%s', a, b, c) from agreement order by id").stream()
                .map(row -> {
                    String[] values = row.split(",");
                    return new float[]{Float.parseFloat(values[0]), Float.parseFloat(values[1]),
                            Float.parseFloat(values[2])};
                }).toArray(float[][]::new);
    }

    private record Onnx(long[] clusters, float[] distances) {}

    private static Onnx runOnnx(byte[] model, float[][] points) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model);
                OnnxTensor features = OnnxTensor.createTensor(environment, points);
                OrtSession.Result result = session.run(java.util.Map.of("features", features))) {
            return new Onnx((long[]) result.get("cluster").orElseThrow().getValue(),
                    (float[]) result.get("distance").orElseThrow().getValue());
        }
    }

    @Test
    void predictingAllRowsAtOnceGivesTheSameAsOneByOne() {
        makePoints(0);
        ModelResourceTest.train("""
                {"name": "at-once", "table": "agreement", "columns": ["a", "b", "c"], "clusters": 4}""")
                .statusCode(201);

        assertThat(database.value("""
                select kindred.predict_kmeans_all('at-once', array_agg(array[a, b, c] order by id))
                     = array_agg(kindred.predict_kmeans('at-once', array[a, b, c]) order by id)
                  from agreement""")).isEqualTo("t");
        assertThat(database.value("select kindred.predict_kmeans_all('at-once', '{}'::real[])")).isEqualTo("{}");
    }

    @Test
    void tiesGoToTheLowestClusterEverywhere() throws OrtException {
        database.execute("drop table if exists tie", "create table tie (id integer primary key, x real)",
                "insert into tie values (1, -1), (2, 1), (3, 3)");
        ModelResourceTest.train("""
                {"name": "tie", "table": "tie", "columns": ["x"], "clusters": 3}""").statusCode(201);
        int lowest = Integer.parseInt(database.value("""
                select min(cluster) from kindred.kmeans_centroids('tie') where centroid <-> '[0]' < 1.5"""));

        assertThat(given().contentType("application/json").body("{\"rows\": [[0]]}")
                .post("/api/models/tie/predict").jsonPath().getInt("predictions[0].cluster")).isEqualTo(lowest);
        assertThat(database.value("select kindred.predict_kmeans('tie', array[0.0])"))
                .isEqualTo(Integer.toString(lowest));
        assertThat(runOnnx(get("/api/models/tie/onnx").asByteArray(), new float[][]{{0}}).clusters[0])
                .isEqualTo(lowest);
    }

    @Test
    void rowsWithNullAreSkippedInTrainingAndHaveNoClusterInSql() {
        database.execute("drop table if exists gaps", "create table gaps (id integer primary key, a real, b integer)",
                "insert into gaps values (1, 1, 1), (2, null, 2), (3, 30, 30), (4, 31, null)");

        JsonPath model = ModelResourceTest.train("""
                {"name": "gaps", "table": "gaps", "clusters": 2}""").statusCode(201).extract().jsonPath();

        assertThat(model.getInt("rows")).isEqualTo(2);
        assertThat(model.getInt("skippedRows")).isEqualTo(2);
        assertThat(database.column("select kindred.predict_kmeans('gaps', array[a, b]) is null from gaps order by id"))
                .containsExactly("f", "t", "f", "t");
        assertThat(get("/api/models/gaps/crosstab?by=id").jsonPath().getList("items.value")).containsExactly("1", "3");
    }

    @Test
    void everyNumericTypeAndAQuotedNameServe() {
        database.execute("drop table if exists \"Odd \"\"Table\"\"\"", """
                create table "Odd ""Table""\" ("Key" integer primary key, s smallint, i integer, l bigint, r real,
                    d double precision, n numeric(10, 2), "sel""ect" real, t text)""", """
                insert into "Odd ""Table""\"
                select i, i, i, i, i, i, i, i, 'x' from generate_series(1, 9) as i""");

        JsonPath model = ModelResourceTest.train("""
                {"name": "odd", "table": "Odd \\"Table\\"", "clusters": 3}""").statusCode(201).extract().jsonPath();

        assertThat(model.getList("columns")).isEqualTo(List.of("s", "i", "l", "r", "d", "n", "sel\"ect"));
        assertThat(model.getInt("rows")).isEqualTo(9);
    }

    @Test
    void viewsAndOtherSchemasServe() {
        database.execute("create schema if not exists lab", "drop view if exists lab.flowers",
                "create view lab.flowers as select petal_length, petal_width, species from iris");

        ModelResourceTest.train("""
                {"name": "view", "table": "lab.flowers", "clusters": 3}""").statusCode(201);

        assertThat(get("/api/models/view").jsonPath().getString("table")).isEqualTo("lab.flowers");
        assertThat(get("/api/models/view/crosstab?by=species").jsonPath().getList("items")).hasSize(3);
    }
}
