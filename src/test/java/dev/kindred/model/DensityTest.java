package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;

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

/** Clusterings by density are models like others, without a predictor. */
@QuarkusTest
@TestProfile(EveryTable.class)
class DensityTest {

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture customers;

    @AfterEach
    void leaveNoCustomers() {
        customers.reset();
    }

    /** Rows 1 to 400 on a ring of radius 1, to 800 on one of radius 5, and five far from both and each other. */
    @BeforeEach
    void makeRings() {
        database.execute("drop table if exists rings cascade", "select setseed(0.3)", """
                create table rings as
                select i as id, (radius * cos(i))::real as x, (radius * sin(i))::real as y
                  from generate_series(1, 805) as i,
                       lateral (select case when i <= 400 then 1 when i <= 800 then 5 else i * 1000 end
                                       + 0.02 * random_normal() as radius) as r""",
                "alter table rings add primary key (id)", "insert into rings values (0, null, 1)");
    }

    private static JsonPath train(String name, String more) {
        return ModelResourceTest.train("""
                {"name": "%s", "table": "rings", "columns": ["x", "y"]%s}""".formatted(name, more)).statusCode(201)
                .extract().jsonPath();
    }

    private static String refused(int status, String body) {
        return ModelResourceTest.train(body).statusCode(status).extract().jsonPath().getString("detail");
    }

    private static String refused(String more) {
        return refused(400, """
                {"name": "refused", "table": "rings", "columns": ["x", "y"]%s}""".formatted(more));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"algorithm\": \"dbscan\", \"epsilon\": 0.5, \"minPoints\": 4",
            "\"algorithm\": \"hdbscan\", \"minClusterSize\": 50, \"minPoints\": 4"})
    void ringsAreClustersWithTheirMeansAsCentroidsAndTheRestIsNoise(String options) {
        JsonPath model = train("rings", ", " + options);

        assertThat(model.getInt("clusters")).isEqualTo(2);
        assertThat(model.getInt("rows")).isEqualTo(805);
        assertThat(model.getInt("noiseRows")).isEqualTo(5);
        assertThat(model.getInt("skippedRows")).isEqualTo(1);
        assertThat(model.getString("sha256")).isNull();
        assertThat(model.getString("options.algorithm")).isEqualTo(model.getString("lineage.way"));
        assertThat(model.getInt("options.minPoints")).isEqualTo(4);
        assertThat(model.getMap("options")).containsEntry("restarts", null).containsEntry("tolerance", null);
        assertThat(model.getMap("quality")).containsEntry("silhouetteRows", 800).doesNotContainValue(null);
        assertThat(get("/api/models/rings").jsonPath().getMap("")).isEqualTo(model.getMap(""));

        JsonPath centroids = get("/api/models/rings/centroids").jsonPath();
        assertThat(centroids.getList("items.size", Integer.class)).isNotEmpty();
        for (int ring = 0; ring < 2; ring++) {
            String[] expected = database
                    .value("""
                            select format('%%s %%s %%s %%s', avg(x), avg(y), avg(d), percentile_disc(0.99) within group (order by d))
                              from (select x, y, array[x, y]::vector <-> (avg(array[x, y]::vector) over ()) as d
                                      from rings where (id - 1) / 400 = %d and id > 0) as members"""
                            .formatted(ring))
                    .split(" ");
            String item = "items[%d].".formatted(ring);
            assertThat(centroids.getInt(item + "size")).isEqualTo(400);
            assertThat(centroids.getDouble(item + "centroid.x")).isCloseTo(number(expected[0]), within(1e-4));
            assertThat(centroids.getDouble(item + "centroid.y")).isCloseTo(number(expected[1]), within(1e-4));
            assertThat(centroids.getDouble(item + "meanDistance")).isCloseTo(number(expected[2]), within(1e-4));
            assertThat(centroids.getDouble(item + "p99Distance")).isCloseTo(number(expected[3]), within(1e-4));
        }
        assertThat(model.getDouble("inertia")).isCloseTo(
                number(database
                        .value("""
                                select sum(d * d)
                                  from (select array[x, y]::vector <-> (avg(array[x, y]::vector) over (partition by (id - 1) / 400)) as d
                                          from rings where id between 1 and 800) as members""")),
                within(0.1));
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    /** What the assignment says of each row: its cluster, or noise. */
    private Map<String, String> clusters(long model) {
        Map<String, String> clusters = new TreeMap<>();
        database.column("""
                select coalesce(s.cluster::text, 'noise') || ' ' || a.row_key
                  from assignment a left join model_segment s using (model_id, segment_id) where a.model_id = %d"""
                .formatted(model)).forEach(row -> {
                    int blank = row.indexOf(' ');
                    clusters.put(row.substring(blank + 1), row.substring(0, blank));
                });
        return clusters;
    }

    @Test
    void theRowsAreAssignedToTheirSegmentsAndNoiseToNone() {
        long id = train("labelled", ", \"algorithm\": \"dbscan\", \"epsilon\": 0.5").getLong("id");

        Map<String, String> found = clusters(id);

        assertThat(found).hasSize(805).doesNotContainKey("0");
        found.forEach((key, cluster) -> assertThat(cluster).as("row " + key)
                .isEqualTo(Integer.parseInt(key) <= 400 ? "0" : Integer.parseInt(key) <= 800 ? "1" : "noise"));
        assertThat(database.value("""
                select count(*) filter (where a.segment_id is null and a.distance is null) || ' of noise, '
                       || count(*) filter (where abs(a.distance - (array[r.x, r.y]::vector <-> c.centroid)) < 1e-5)
                  from assignment a
                  join rings r on r.id::text = a.row_key
                  left join model_segment s using (model_id, segment_id)
                  left join kmeans_centroid c on c.model_id = a.model_id and c.cluster = s.cluster
                 where a.model_id = %d""".formatted(id))).isEqualTo("5 of noise, 800");
    }

    @Test
    void aKeyOfSeveralColumnsIsWrittenAsTheAssignmentWritesIt() {
        database.execute("drop table if exists two_keys", """
                create table two_keys as select 'a"' || id % 3 as part, id, x, y from rings where x is not null""",
                "alter table two_keys add primary key (part, id)");

        long id = ModelResourceTest
                .train("""
                        {"name": "two-keys", "table": "two_keys", "columns": ["x", "y"], "algorithm": "dbscan", "epsilon": 0.5}""")
                .statusCode(201).extract().jsonPath().getLong("id");

        assertThat(clusters(id)).hasSize(805).containsEntry("[\"a\\\"1\", 1]", "0")
                .containsEntry("[\"a\\\"0\", 801]", "noise");
    }

    @Test
    void customersAreClusteredAsTheirRecipeEncodesThem() {
        customers.reset();
        customers.plant(600); // three kinds in turn, each half active women and half inactive men

        long id = ModelResourceTest.train("""
                {"name": "dense-customers", "recipe": "customer", "algorithm": "dbscan", "epsilon": 0.5}""")
                .statusCode(201)
                .extract().jsonPath().getLong("id");

        assertThat(database.column("""
                select string_agg(distinct coalesce(a.segment_id::text, 'noise'), ' and ')
                  from customer c join assignment a on a.row_key = c.id::text and a.model_id = %d
                 group by c.id %% 6""".formatted(id))).hasSize(6).doesNotHaveDuplicates()
                .allMatch(segment -> segment.matches("\\d+"));
    }

    @Test
    void whereAllIsNoiseThereIsNoClusterAndNoQuality() {
        JsonPath model = train("noise", ", \"algorithm\": \"dbscan\", \"epsilon\": 0.000001");

        assertThat(model.getInt("clusters")).isZero();
        assertThat(model.getInt("noiseRows")).isEqualTo(805);
        assertThat(model.getDouble("inertia")).isZero();
        assertThat(model.getMap("quality")).containsEntry("silhouette", null).containsEntry("daviesBouldin", null)
                .containsEntry("calinskiHarabasz", null);
        assertThat(get("/api/models/noise/centroids").jsonPath().getList("items")).isEmpty();
        assertThat(refused(409, """
                {"name": "x", "table": "rings", "columns": ["x", "y"], "clusters": 2, "startFrom": "noise"}"""))
                .isEqualTo("startFrom 'noise' has no cluster to start from, only noise.");
        assertThatThrownBy(() -> database.value("select kindred.predict_kmeans('noise', array[1, 1])"))
                .hasStackTraceContaining("was made by dbscan, which labels the rows that it was given");
    }

    @Test
    void oneClusterHasNothingToBeSeparatedFrom() {
        assertThat(train("one", ", \"algorithm\": \"dbscan\", \"epsilon\": 1e9").getMap("quality"))
                .containsEntry("silhouette", null).containsEntry("daviesBouldin", null)
                .containsEntry("calinskiHarabasz", null);
    }

    @Test
    void underCosineDirectionsAreClustered() {
        database.execute("drop table if exists directions", """
                create table directions as
                select i as id, (i * cos(a))::real as x, (i * sin(a))::real as y
                  from generate_series(1, 90) as i, lateral (select i % 3 * 2 + i * 0.001 as a) as angle""",
                "alter table directions add primary key (id)");
        String body = """
                {"name": "directions", "table": "directions", "columns": ["x", "y"], "metric": "cosine", "algorithm": "dbscan",
                 "epsilon": 0.01, "minPoints": 3}""";

        JsonPath model = ModelResourceTest.train(body).statusCode(201).extract().jsonPath();

        assertThat(model.getInt("clusters")).isEqualTo(3);
        clusters(model.getLong("id")).forEach((key, cluster) -> assertThat(cluster)
                .isEqualTo(String.valueOf((Integer.parseInt(key) + 2) % 3))); // numbered by their first rows
        assertThat(get("/api/models/directions/centroids").jsonPath().getList("items.centroid")).allSatisfy(
                centroid -> assertThat(Math.hypot(((Number) ((Map<?, ?>) centroid).get("x")).doubleValue(),
                        ((Number) ((Map<?, ?>) centroid).get("y")).doubleValue())).isCloseTo(1, within(1e-6)));
        database.execute("update directions set x = 0, y = 0 where id = 7");
        assertThat(refused(400, body)).startsWith("row 6 is all zeros and has no direction");
    }

    @Test
    void whatNeedsAPredictorSaysWhyThereIsNone() {
        JsonPath model = train("silent", ", \"algorithm\": \"hdbscan\", \"minClusterSize\": 50");
        String expected = """
                Model 'silent' version %d was made by hdbscan, which labels the rows that it was given and can't predict others. \
                Read their labels in the table assignment, where model_id is %d; or train k-means, for example with startFrom \
                this model."""
                .formatted(model.getInt("version"), model.getInt("id"));

        assertThat(given().contentType("application/json").body("{\"rows\": [[1, 1]]}")
                .post("/api/models/silent/predict").then().statusCode(409).extract().jsonPath().getString("detail"))
                .isEqualTo(expected);
        assertThat(get("/api/models/silent/onnx").then().statusCode(409).extract().jsonPath().getString("detail"))
                .isEqualTo(expected);
        assertThat(get("/api/models/silent/crosstab?by=x").then().statusCode(409).extract().jsonPath()
                .getString("detail")).isEqualTo(expected);
        assertThat(given().post("/api/models/silent/versions/%d/verify".formatted(model.getInt("version"))).then()
                .statusCode(409).extract().jsonPath().getString("detail")).contains("stores no bytes to compare");
        for (String call : new String[]{"predict_kmeans('silent', array[1, 1])",
                "predict_kmeans('silent', '[1,1]'::vector)", "predict_kmeans(%d::bigint, array[1, 1])",
                "predict_kmeans_all('silent', array[[1, 1]])"}) {
            assertThatThrownBy(() -> database.value("select kindred." + call.formatted(model.getInt("id")))).as(call)
                    .hasStackTraceContaining(
                            "was made by hdbscan, which labels the rows that it was given and can't predict others");
        }
        assertThat(database.value("select count(*) from kindred.kmeans_centroids('silent')")).isEqualTo("2");
    }

    @Test
    void kMeansCanStartFromItsCentroidsAndThenPredicts() {
        database.execute("drop table if exists pairs",
                """
                        create table pairs as select i as id, (i % 2 * 10 + i * 0.001)::real as x from generate_series(1, 200) as i""",
                "alter table pairs add primary key (id)");
        ModelResourceTest.train("""
                {"name": "dense", "table": "pairs", "columns": ["x"], "algorithm": "dbscan", "epsilon": 1}""")
                .statusCode(201);

        ModelResourceTest.train("""
                {"name": "from-dense", "table": "pairs", "columns": ["x"], "clusters": 2, "startFrom": "dense"}""")
                .statusCode(201);

        assertThat(given().contentType("application/json").body("{\"rows\": [[11], [-1]]}")
                .post("/api/models/from-dense/predict").then().statusCode(200).extract().jsonPath()
                .getList("predictions.cluster")).containsExactly(0, 1); // row 1 is near 10
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            ", \"algorithm\": \"dbscan\" | dbscan needs epsilon: how near rows are that count as neighbours.",
            ", \"algorithm\": \"hdbscan\" | hdbscan needs minClusterSize: the fewest rows that are a cluster rather than noise.",
            ", \"algorithm\": \"dbscan\", \"epsilon\": 0 | epsilon must be greater than 0.",
            ", \"algorithm\": \"dbscan\", \"epsilon\": 3, \"metric\": \"cosine\" | Under cosine epsilon is 1 - cos, so at most 2, but was 3.0.",
            ", \"algorithm\": \"dbscan\", \"epsilon\": 1, \"minPoints\": 0 | minPoints must be greater than or equal to 1.",
            ", \"algorithm\": \"hdbscan\", \"minClusterSize\": 1 | minClusterSize must be greater than or equal to 2.",
            ", \"algorithm\": \"dbscan\", \"epsilon\": 1, \"clusters\": 3 | clusters is an option of exact and minibatch, which are k-means; the algorithm dbscan takes epsilon and minPoints.",
            ", \"algorithm\": \"dbscan\", \"epsilon\": 1, \"minClusterSize\": 3 | minClusterSize is an option of hdbscan; the algorithm dbscan takes epsilon and minPoints.",
            ", \"algorithm\": \"hdbscan\", \"minClusterSize\": 5, \"epsilon\": 3 | epsilon is an option of dbscan; the algorithm hdbscan takes minClusterSize and minPoints.",
            ", \"algorithm\": \"hdbscan\", \"minClusterSize\": 5, \"weights\": \"x\" | weights is an option of exact and minibatch, which are k-means; the algorithm hdbscan takes minClusterSize and minPoints.",
            ", \"algorithm\": \"hdbscan\", \"minClusterSize\": 5, \"mode\": \"quick\" | mode is an option of exact and minibatch, which are k-means; the algorithm hdbscan takes minClusterSize and minPoints.",
            ", \"clusters\": 3, \"epsilon\": 1 | epsilon is an option of dbscan; the algorithm exact takes clusters and the like.",
            ", \"clusters\": 3, \"minPoints\": 1, \"algorithm\": \"minibatch\" | minPoints is an option of dbscan and hdbscan; the algorithm minibatch takes clusters and the like.",
            ", \"algorithm\": \"optics\" | Unknown algorithm 'optics'; known here: exact, minibatch, dbscan, hdbscan."})
    void anOptionOfAnotherAlgorithmIsRefusedByName(String more, String expected) {
        assertThat(refused(more)).isEqualTo(expected);
    }

    @Test
    void aSourceWithoutAKeyIsRefusedBeforeTheWorkStarts() {
        database.execute("create or replace view ring_view as select x, y from rings");

        assertThat(refused(400, """
                {"name": "x", "table": "ring_view", "algorithm": "dbscan", "epsilon": 1}"""))
                .startsWith("'ring_view' has no primary key");
    }

    @Test
    void moreRowsThanTheLimitAreRefusedBeforeTheWorkStarts() {
        database.execute("drop table if exists many",
                "create table many as select i as id, i::real as x from generate_series(1, 100002) as i",
                "alter table many add primary key (id)");
        String jobs = database.value("select count(*) from job");

        assertThat(refused(413, """
                {"name": "x", "table": "many", "columns": ["x"], "algorithm": "dbscan", "epsilon": 1}""")).isEqualTo(
                "Table 'many' has 100002 rows, but dbscan takes at most 100000, because its time grows with their "
                        + "square. Cluster a view with fewer of them, such as a sample with its key, train k-means, or "
                        + "raise kindred.density.dbscan-max-rows.");
        assertThat(refused(413, """
                {"name": "x", "table": "many", "columns": ["x"], "algorithm": "hdbscan", "minClusterSize": 5}"""))
                .contains("hdbscan takes at most 20000").endsWith("raise kindred.density.hdbscan-max-rows.");
        assertThat(database.value("select count(*) from job")).isEqualTo(jobs);
    }
}
