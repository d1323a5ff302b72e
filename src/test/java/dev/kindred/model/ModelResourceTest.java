package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

/** The main job: train on Iris, read, predict, compare. */
@QuarkusTest
class ModelResourceTest {

    /** Published for k = 3, as petal length, petal width, sepal length, sepal width; in the order of petal length. */
    private static final double[][] CENTROIDS = {
            {1.464, 0.244, 5.006, 3.418}, {4.39355, 1.43387, 5.90161, 2.74839}, {5.74211, 2.07105, 6.85, 3.07368}};

    @Inject
    TestDatabase database;

    static ValidatableResponse train(String body) {
        return given().contentType("application/json").header("Prefer", "wait=60").body(body)
                .post("/api/models").then();
    }

    private static JsonPath trainIris(String name) {
        return train("""
                {"name": "%s", "table": "iris", "columns": [], "clusters": 3, "seed": 0}""".formatted(name))
                .statusCode(201).extract().jsonPath();
    }

    @Test
    void trainingAnswersTheModelAndWhereItIs() {
        ValidatableResponse response = train("""
                {"name": "told", "table": "iris", "columns": [], "clusters": 3, "seed": 0}""").statusCode(201);
        JsonPath model = response.extract().jsonPath();

        assertThat(response.extract().header("Location")).endsWith("/api/models/told/versions/1");
        assertThat(model.getList("columns")).isEqualTo(
                List.of("sepal_length", "sepal_width", "petal_length", "petal_width"));
        assertThat(model.getInt("version")).isEqualTo(1);
        assertThat(model.getString("table")).isEqualTo("iris");
        assertThat(model.getInt("clusters")).isEqualTo(3);
        assertThat(model.getInt("dimensions")).isEqualTo(4);
        assertThat(model.getInt("rows")).isEqualTo(150);
        assertThat(model.getInt("skippedRows")).isZero();
        assertThat(model.getDouble("inertia")).isCloseTo(78.9408, within(5e-5));
        assertThat(model.getInt("iterations")).isPositive();
        assertThat(model.getDouble("seconds")).isPositive();
        assertThat(get("/api/models/told").jsonPath().getMap("$")).isEqualTo(model.getMap("$"));
        assertThat(get(response.extract().header("Location")).jsonPath().getMap("$")).isEqualTo(model.getMap("$"));
    }

    @Test
    void irisHasThePublishedCentroidsFromRestAndFromSql() {
        trainIris("published");

        List<Map<String, Object>> items = get("/api/models/published/centroids").then().statusCode(200)
                .extract().jsonPath().getList("items");
        List<double[]> rest = items.stream().map(item -> (Map<?, ?>) item.get("centroid"))
                .map(centroid -> new double[]{number(centroid, "petal_length"), number(centroid, "petal_width"),
                        number(centroid, "sepal_length"), number(centroid, "sepal_width")})
                .sorted(Comparator.comparingDouble(centroid -> centroid[0])).toList();
        List<String> sql = database.column("""
                select format('{%s,%s,%s,%s}', round(v[3]::numeric, 5), round(v[4]::numeric, 5),
                              round(v[1]::numeric, 5), round(v[2]::numeric, 5))
                  from (select centroid::real[]::float8[] as v from kindred.kmeans_centroids('published')) as c
                 order by v[3]""");

        for (int i = 0; i < 3; i++) {
            assertThat(rest.get(i)).containsExactly(CENTROIDS[i], within(5e-6));
        }
        assertThat(sql).containsExactly("{1.46400,0.24400,5.00600,3.41800}", "{4.39355,1.43387,5.90161,2.74839}",
                "{5.74211,2.07105,6.85000,3.07368}");
        assertThat(items.stream().mapToInt(item -> (Integer) item.get("size")).sum()).isEqualTo(150);
    }

    private static double number(Map<?, ?> centroid, String column) {
        return ((Number) centroid.get(column)).doubleValue();
    }

    @Test
    void aSmallFlowerFallsInTheClusterOfTheSmallOnes() {
        trainIris("small");
        List<Map<String, Object>> items = get("/api/models/small/centroids").jsonPath().getList("items");
        int ofTheSmall = (Integer) items.stream()
                .min(Comparator.comparingDouble(item -> number((Map<?, ?>) item.get("centroid"), "petal_length")))
                .orElseThrow().get("cluster");

        JsonPath answer = given().contentType("application/json").body("""
                {"rows": [[0.5, 0.5, 0.5, 0.5],
                          {"petal_width": 0.5, "petal_length": 0.5, "sepal_width": 0.5, "sepal_length": 0.5}]}""")
                .post("/api/models/small/predict").then().statusCode(200).extract().jsonPath();

        assertThat(answer.getList("predictions.cluster")).containsExactly(ofTheSmall, ofTheSmall);
        // √((5.006−½)² + (3.418−½)² + (1.464−½)² + (0.244−½)²)
        assertThat(answer.getList("predictions.distance", Double.class))
                .allSatisfy(distance -> assertThat(distance).isCloseTo(5.460182, within(1e-5)));
        assertThat(database.value("select kindred.predict_kmeans('small', array[0.5, 0.5, 0.5, 0.5])"))
                .isEqualTo(Integer.toString(ofTheSmall));
    }

    @Test
    void crosstabCountsTheSpeciesInEachCluster() {
        trainIris("counted");

        JsonPath crosstab = get("/api/models/counted/crosstab?by=species").then().statusCode(200)
                .extract().jsonPath();

        assertThat(crosstab.getString("by")).isEqualTo("species");
        assertThat(crosstab.getList("items.value")).containsExactly("Iris-setosa", "Iris-versicolor",
                "Iris-virginica");
        assertThat(crosstab.getList("items[0].counts", Integer.class)).containsExactlyInAnyOrder(50, 0, 0);
        assertThat(crosstab.getList("items[1].counts", Integer.class)).containsExactlyInAnyOrder(0, 48, 2);
        assertThat(crosstab.getList("items[2].counts", Integer.class)).containsExactlyInAnyOrder(0, 14, 36);
    }

    @Test
    void trainingAgainMakesTheNextVersionWithTheSameBytes() {
        JsonPath first = trainIris("again");
        JsonPath second = trainIris("again");

        assertThat(second.getInt("version")).isEqualTo(2);
        assertThat(second.getString("sha256")).isEqualTo(first.getString("sha256"));
        assertThat(get("/api/models/again/onnx").asByteArray())
                .isEqualTo(get("/api/models/again/versions/1/onnx").asByteArray());
        assertThat(get("/api/models/again").jsonPath().getInt("version")).isEqualTo(2);
        assertThat(get("/api/models/again/versions/1").jsonPath().getInt("id")).isEqualTo(first.getInt("id"));
        assertThat(get("/api/models/again/versions/1/crosstab?by=species").statusCode()).isEqualTo(200);
    }

    @Test
    void listGivesAllVersionsOldestFirstPageByPage() {
        int first = trainIris("listed").getInt("id");
        trainIris("listed");

        JsonPath page = get("/api/models?limit=1&after=" + (first - 1)).jsonPath();
        assertThat(page.getInt("items[0].id")).isEqualTo(first);
        assertThat(page.getInt("next")).isEqualTo(first);
        assertThat(get("/api/models?after=" + first).jsonPath().getInt("items[0].version")).isEqualTo(2);
    }

    @Test
    void aVectorColumnServesAsWell() {
        train("""
                {"name": "vector", "table": "iris", "columns": ["features"], "clusters": 3}""").statusCode(201);

        JsonPath centroids = get("/api/models/vector/centroids").jsonPath();
        assertThat(centroids.getList("items[0].centroid.features")).hasSize(4);
        JsonPath answer = given().contentType("application/json").body("""
                {"rows": [[5.1, 3.5, 1.4, 0.2], {"features": [5.1, 3.5, 1.4, 0.2]}]}""")
                .post("/api/models/vector/predict").then().statusCode(200).extract().jsonPath();
        assertThat(answer.getDouble("predictions[0].distance")).isCloseTo(
                answer.getDouble("predictions[1].distance"), within(0.0));
        assertThat(database.value("select count(distinct kindred.predict_kmeans('vector', features)) from iris"))
                .isEqualTo("3");
    }

    @Test
    void modelsCanBeNamedByIdInSql() {
        int id = trainIris("numbered").getInt("id");

        assertThat(database
                .value("""
                        select bool_and(kindred.predict_kmeans('numbered', features) = kindred.predict_kmeans(%d, features)
                                    and kindred.predict_kmeans(%1$d, features)
                                      = kindred.predict_kmeans(%1$d, array[sepal_length, sepal_width, petal_length, petal_width]))
                          from iris"""
                        .formatted(id)))
                .isEqualTo("t");
        assertThat(database.value("select count(*) from kindred.kmeans_centroids(%d)".formatted(id))).isEqualTo("3");
    }
}
