package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import jakarta.inject.Inject;

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

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

/** What can be asked of a training besides the number of clusters. */
@QuarkusTest
@TestProfile(EveryTable.class)
class TrainingOptionsTest {

    @Inject
    TestDatabase database;

    @BeforeEach
    void makeFourGroups() {
        database.execute("drop table if exists groups cascade", "select setseed(0.1)",
                """
                        create table groups as
                        select i as id, (i % 2 * 20 + random_normal())::real as x, (i / 2 % 2 * 20 + random_normal())::real as y,
                               1 + i % 3 as visits
                          from generate_series(1, 2000) as i""",
                "alter table groups add primary key (id)");
    }

    private static JsonPath train(String name, String more) {
        return ModelResourceTest.train("""
                {"name": "%s", "table": "groups", "columns": ["x", "y"]%s}""".formatted(name, more)).statusCode(201)
                .extract().jsonPath();
    }

    private static String refused(String more) {
        return ModelResourceTest.train("""
                {"name": "refused", "table": "groups", "columns": ["x", "y"], "clusters": 4%s}""".formatted(more))
                .statusCode(400).extract().jsonPath().getString("detail");
    }

    @Test
    void theModelTellsHowItWasMade() {
        JsonPath model = train("told-more", ", \"clusters\": 4, \"seed\": 7");

        assertThat(model.getMap("options")).containsEntry("seed", 7).containsEntry("metric", "euclidean")
                .containsEntry("algorithm", "exact").containsEntry("initialization", "plus_plus")
                .containsEntry("restarts", 10).containsEntry("maxIterations", 300);
        assertThat(model.getString("lineage.contentHash")).matches("[0-9a-f]{64}");
        assertThat(model.getString("lineage.snapshot")).matches("\\d+:\\d+:[\\d,]*");
        assertThat(model.getString("lineage.kernel")).isNotBlank();
        assertThat(model.getString("lineage.way")).isEqualTo("exact_in_memory");
        for (String phase : List.of("loadSeconds", "fitSeconds", "storeSeconds")) {
            assertThat(model.getDouble("lineage." + phase)).isPositive();
        }
        assertThat(get("/api/models/told-more").jsonPath().getMap("lineage")).isEqualTo(model.getMap("lineage"));
        // Four groups of deviation 1, 20 apart: hardly anything could be better separated.
        assertThat(model.getDouble("quality.silhouette")).isBetween(0.85, 0.95);
        assertThat(model.getDouble("quality.daviesBouldin")).isBetween(0.05, 0.2);
        assertThat(model.getDouble("quality.calinskiHarabasz")).isGreaterThan(10_000);
    }

    @Test
    void distancesOfTheCentroidsAreThoseThatSqlComputes() {
        train("spread", ", \"clusters\": 4");

        List<String> expected = database
                .column("""
                        select format('%s %s', round(avg(d)::numeric, 4), round((percentile_disc(0.99) within group (order by d))::numeric, 4))
                          from (select c.cluster, c.centroid <-> array[x, y]::vector as d
                                  from groups join kindred.kmeans_centroids('spread') as c
                                    on c.cluster = kindred.predict_kmeans('spread', array[x, y])) as distances
                         group by cluster order by cluster""");

        JsonPath centroids = get("/api/models/spread/centroids").jsonPath();
        for (int cluster = 0; cluster < 4; cluster++) {
            String[] numbers = expected.get(cluster).split(" ");
            assertThat(centroids.getDouble("items[%d].meanDistance".formatted(cluster)))
                    .isCloseTo(Double.parseDouble(numbers[0]), within(2e-4));
            assertThat(centroids.getDouble("items[%d].p99Distance".formatted(cluster)))
                    .isCloseTo(Double.parseDouble(numbers[1]), within(2e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"auto\"", "{\"from\": 2, \"to\": 7}"})
    void aSweepFindsTheFourGroupsAndShowsTheWholeCurve(String clusters) {
        JsonPath model = train("swept", ", \"clusters\": " + clusters);

        assertThat(model.getInt("clusters")).isEqualTo(4);
        assertThat(model.getInt("sweep.chosen")).isEqualTo(4);
        assertThat(model.getString("sweep.reason")).contains("k = 4").contains("silhouette");
        assertThat(model.getList("sweep.curve.clusters", Integer.class)).startsWith(2, 3, 4, 5, 6, 7);
        assertThat(model.getList("sweep.curve.inertia", Double.class))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(get("/api/models/swept").jsonPath().getMap("sweep")).isEqualTo(model.getMap("sweep"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "minibatch | plus_plus | minibatch", "exact | random | exact_in_memory"})
    void otherWaysFindTheSameGroups(String algorithm, String initialization, String way) {
        JsonPath model = train("other", ", \"clusters\": 4, \"algorithm\": \"%s\", \"initialization\": \"%s\""
                .formatted(algorithm, initialization));

        assertThat(model.getString("lineage.way")).isEqualTo(way);
        assertThat(get("/api/models/other/centroids").jsonPath().getList("items.collect { it['size'] }", Integer.class))
                .containsOnly(500);
    }

    @Test
    void quickIsFittedOnASampleAndMeasuredOnAllRows() {
        database.execute("drop table if exists spread_out", "select setseed(0.2)", """
                create table spread_out as select i as id, random()::real as x, random()::real as y
                  from generate_series(1, 20000) as i""", "alter table spread_out add primary key (id)");
        String body = """
                {"name": "quick", "table": "spread_out", "clusters": 50, "mode": "quick"}""";

        JsonPath model = ModelResourceTest.train(body).statusCode(201).extract().jsonPath();

        assertThat(model.getString("lineage.way")).isEqualTo("quick");
        assertThat(model.getInt("lineage.restartRows")).isEqualTo(16_384);
        assertThat(model.getInt("rows")).isEqualTo(20_000);
        assertThat(model.getMap("options")).containsEntry("mode", "quick").containsEntry("algorithm", "exact")
                .containsEntry("restarts", 1);
        assertThat(get("/api/models/quick/centroids").jsonPath().getList("items.collect { it['size'] }", Integer.class)
                .stream().map(String::valueOf)).containsExactlyElementsOf(database.column("""
                        select count(*) from spread_out group by kindred.predict_kmeans('quick', array[x, y]) order by
                        kindred.predict_kmeans('quick', array[x, y])"""));
        assertThat(ModelResourceTest.train(body).statusCode(201).extract().jsonPath().getString("sha256"))
                .isEqualTo(model.getString("sha256"));
        assertThat(given().header("Prefer", "wait=60").post("/api/models/quick/versions/%d/verify"
                .formatted(model.getInt("version"))).then().statusCode(200).extract().jsonPath()
                .getBoolean("bytesMatch")).isTrue();
    }

    @Test
    void quickMakesOneGivenNumberOfListsThatCanBeSearched() {
        for (String clusters : List.of("1001", "\"auto\"", "{\"from\": 2, \"to\": 4}")) {
            assertThat(ModelResourceTest.train("""
                    {"name": "x", "table": "groups", "mode": "quick", "clusters": %s}""".formatted(clusters))
                    .statusCode(400)
                    .extract().jsonPath().getString("detail"))
                    .startsWith("The mode quick makes at most 1000 clusters, and one given number of them");
        }
    }

    @Test
    void weightsCountRowsAsOftenAsTheySay() {
        database.execute("drop view if exists repeated", """
                create view repeated as select x, y from groups cross join generate_series(1, visits)""");
        double weighted = train("weighted", ", \"clusters\": 4, \"weights\": \"visits\"").getDouble("inertia");

        double repeated = ModelResourceTest.train("""
                {"name": "repeated", "table": "repeated", "clusters": 4}""").statusCode(201).extract().jsonPath()
                .getDouble("inertia");

        assertThat(weighted).isCloseTo(repeated, within(1e-6 * repeated));
        assertThat(refused(", \"weights\": \"nope\"")).startsWith("Table 'groups' has no column 'nope'");
        database.execute("update groups set visits = -1 where id = 5");
        assertThat(refused(", \"weights\": \"visits\"")).startsWith(
                "Column 'visits' holds 1 value(s) that are no weights (finite, at least 0 and at most 1e15), such as -1");
    }

    @Test
    void aTrainingCanStartFromAModel() {
        train("option-first", ", \"clusters\": 4");

        JsonPath second = train("option-second", ", \"clusters\": 4, \"startFrom\": \"option-first@1\"");

        assertThat(second.getInt("iterations")).isLessThanOrEqualTo(2);
        assertThat(second.getString("options.initialization")).isEqualTo("given");
        assertThat(second.getInt("options.startedFrom"))
                .isEqualTo(get("/api/models/option-first").jsonPath().getInt("id"));
        assertThat(refused(", \"startFrom\": \"option-first\", \"restarts\": 3")).contains("only start");
        assertThat(ModelResourceTest.train("""
                {"name": "x", "table": "groups", "clusters": 3, "startFrom": "option-first"}""").statusCode(400)
                .extract()
                .jsonPath().getString("detail")).isEqualTo("startFrom has 4 clusters, so clusters must be 4.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            ", \"metric\": \"l1\" | Unknown metric 'l1'; known here: euclidean, cosine.",
            ", \"algorithm\": \"x\" | Unknown algorithm 'x'; known here: exact, minibatch, dbscan, hdbscan.",
            ", \"initialization\": \"given\" | initialization must be plus_plus or random; name a model in startFrom to start from its centroids.",
            ", \"restarts\": 0 | restarts must be greater than or equal to 1.",
            ", \"tolerance\": -1 | tolerance must be greater than or equal to 0.",
            ", \"startFrom\": \"a@B\" | 'a@B' is no model: name, name@version or name@alias, such as iris@3 or iris@champion, is right.",
            ", \"mode\": \"fast\" | Unknown mode 'fast'; known here: full, quick.",
            ", \"mode\": \"quick\", \"algorithm\": \"minibatch\" | The mode quick goes with the algorithm exact, which it runs on a sample; minibatch samples already.",
            ", \"mode\": \"quick\", \"startFrom\": \"x\" | The mode quick goes with no startFrom: given centroids are improved on all rows."})
    void anOptionThatDoesNotFitIsExplained(String more, String expected) {
        assertThat(refused(more)).isEqualTo(expected);
    }

    @Test
    void underCosineRestSqlAndOnnxRuntimeAgree() throws Exception {
        train("cosine", ", \"clusters\": 3, \"metric\": \"cosine\"");
        List<String> rows = database.column("select jsonb_build_array(x, y) from groups order by id");

        JsonPath rest = given().contentType("application/json").body("{\"rows\": " + rows + "}")
                .post("/api/models/cosine/predict").then().statusCode(200).extract().jsonPath();
        List<Integer> labels = rest.getList("predictions.cluster", Integer.class);
        List<Integer> sql = database
                .column("select kindred.predict_kmeans('cosine', array[x, y]) from groups order by id")
                .stream().map(Integer::valueOf).toList();
        long[] onnx = runOnnx(database.column("select format('%s,%s', x, y) from groups order by id"));

        int different = 0;
        for (int i = 0; i < labels.size(); i++) {
            different += labels.get(i).equals(sql.get(i)) && labels.get(i) == onnx[i] ? 0 : 1;
        }
        assertThat(different).isZero();
        assertThat(get("/api/models/cosine/centroids").jsonPath().getList("items.centroid")).allSatisfy(centroid -> {
            java.util.Map<?, ?> values = (java.util.Map<?, ?>) centroid;
            assertThat(Math.hypot(((Number) values.get("x")).doubleValue(), ((Number) values.get("y")).doubleValue()))
                    .isCloseTo(1, within(1e-6));
        });
        assertThat(rest.getDouble("predictions[0].distance")).isCloseTo(Double.parseDouble(database.value("""
                select min(c.centroid <=> array[x, y]::vector) from groups, kindred.kmeans_centroids('cosine') as c
                 where id = 1""")), within(1e-6));
    }

    private static long[] runOnnx(List<String> rows) throws Exception {
        float[][] points = rows.stream().map(row -> row.split(","))
                .map(row -> new float[]{Float.parseFloat(row[0]), Float.parseFloat(row[1])}).toArray(float[][]::new);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(get("/api/models/cosine/onnx").asByteArray());
                OnnxTensor features = OnnxTensor.createTensor(environment, points);
                OrtSession.Result result = session.run(java.util.Map.of("features", features))) {
            return (long[]) result.get("cluster").orElseThrow().getValue();
        }
    }

    @Test
    void anAllZeroRowHasNoClusterUnderCosine() {
        train("zero", ", \"clusters\": 2, \"metric\": \"cosine\"");

        assertThat(given().contentType("application/json").body("{\"rows\": [[0, 0]]}").post("/api/models/zero/predict")
                .then().statusCode(400).extract().jsonPath().getString("detail")).contains("all-zero");
        assertThat(database.value("select kindred.predict_kmeans('zero', array[0, 0])")).isNull();
        database.execute("update groups set x = 0, y = 0 where id = 9");
        assertThat(refused(", \"metric\": \"cosine\"")).contains("all zeros");
    }

    @ParameterizedTest
    @ValueSource(strings = {"halfvec(2)", "real[]", "double precision[]", "vector"})
    void everyColumnThatHoldsVectorsServes(String type) {
        database.execute("drop table if exists vectors", """
                create table vectors as select id, array[x::integer, y::integer]::real[]::%s as v from groups"""
                .formatted(type), "alter table vectors add primary key (id)", "insert into vectors values (0, null)");

        JsonPath model = ModelResourceTest.train("""
                {"name": "typed", "table": "vectors", "columns": ["v"], "clusters": 4}""").statusCode(201).extract()
                .jsonPath();

        assertThat(model.getInt("rows")).isEqualTo(2000);
        assertThat(model.getInt("skippedRows")).isEqualTo(1);
        assertThat(model.getInt("dimensions")).isEqualTo(2);
        assertThat(get("/api/models/typed/crosstab?by=id").statusCode()).isEqualTo(400); // more than 1,000 values
    }

    @Test
    void withoutAKeyThePhysicalOrderOfTheRowsDoesNotMatter() {
        database.execute("drop table if exists keyless", "create table keyless as select x, y from groups order by id");
        String body = """
                {"name": "keyless", "table": "keyless", "clusters": 5}""";
        String before = ModelResourceTest.train(body).statusCode(201).extract().jsonPath().getString("sha256");

        database.execute("create table shuffled as select x, y from keyless order by y, x", "truncate keyless",
                "insert into keyless select * from shuffled", "drop table shuffled");

        assertThat(ModelResourceTest.train(body).statusCode(201).extract().jsonPath().getString("sha256"))
                .isEqualTo(before);
    }
}
