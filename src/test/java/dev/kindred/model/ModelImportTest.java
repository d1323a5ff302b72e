package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Models that were trained elsewhere serve like any other. */
@QuarkusTest
@TestProfile(EveryTable.class)
class ModelImportTest {

    /** Of the petals, published for k = 3 over all four columns. */
    private static final float[][] PETALS = {{1.464f, 0.244f}, {4.39355f, 1.43387f}, {5.74211f, 2.07105f}};

    private static final String AS_JSON = """
            {"table": "iris", "columns": ["petal_length", "petal_width"],
             "centroids": [[1.464, 0.244], [4.39355, 1.43387], [5.74211, 2.07105]]%s}""";

    @Inject
    TestDatabase database;

    private static ValidatableResponse importFile(String name, byte[] file, String query) {
        return given().contentType("application/octet-stream").body(file)
                .post("/api/models/%s/versions%s".formatted(name, query.isEmpty() ? "" : "?" + query)).then();
    }

    private static ValidatableResponse importJson(String name, String body) {
        return given().contentType("application/json").body(body).post("/api/models/%s/versions".formatted(name))
                .then();
    }

    private static String detail(ValidatableResponse response, int status) {
        return response.statusCode(status).contentType("application/problem+json").extract().path("detail");
    }

    private static Object predictions(String model, String rows) {
        return given().contentType("application/json").body("{\"rows\": " + rows + "}")
                .post("/api/models/" + model + "/predict").then().statusCode(200).extract().jsonPath()
                .getList("predictions");
    }

    private String flowers() {
        return database.column("select features::real[] from iris order by id").stream()
                .map(row -> row.replace('{', '[').replace('}', ']')).toList().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"euclidean", "cosine"})
    void whatWasExportedAndImportedIsTheSameModel(String metric) {
        JsonPath trained = ModelResourceTest.train("""
                {"name": "exported-%1$s", "table": "iris", "clusters": 4, "metric": "%1$s", "seed": 9007199254740993}"""
                .formatted(metric)).statusCode(201).extract().jsonPath();
        byte[] file = get("/api/models/exported-%s/onnx".formatted(metric)).asByteArray();

        ValidatableResponse answer = importFile("imported-" + metric, file, "table=iris").statusCode(201);

        JsonPath imported = answer.extract().jsonPath();
        assertThat(answer.extract().header("Location"))
                .endsWith("/api/models/imported-%s/versions/1".formatted(metric));
        assertThat(get("/api/models/imported-%s/onnx".formatted(metric)).asByteArray()).isEqualTo(file);
        assertThat(imported.getString("sha256")).isEqualTo(trained.getString("sha256"));
        assertThat(predictions("imported-" + metric, flowers()))
                .isEqualTo(predictions("exported-" + metric, flowers()));
        assertThat(imported.getString("lineage.way")).isEqualTo("imported");
        for (String same : List.of("options", "columns", "rows", "skippedRows", "lineage.contentHash",
                "lineage.engineVersion")) {
            assertThat(imported.<Object>get(same)).as(same).isEqualTo(trained.get(same));
        }
        assertThat(imported.getDouble("inertia")).isCloseTo(trained.getDouble("inertia"), within(1e-5));
        JsonPath centroids = get("/api/models/imported-%s/centroids".formatted(metric)).jsonPath();
        JsonPath own = get("/api/models/exported-%s/centroids".formatted(metric)).jsonPath();
        for (int cluster = 0; cluster < 4; cluster++) {
            for (String measure : List.of("size", "meanDistance", "p99Distance")) {
                String path = "items[%d].%s".formatted(cluster, measure);
                assertThat(centroids.getDouble(path)).as(path).isCloseTo(own.getDouble(path), within(1e-5));
            }
        }
        assertThat(given().header("Prefer", "wait=60").post("/api/models/imported-%s/verify".formatted(metric))
                .jsonPath().getBoolean("bytesMatch")).isTrue();
    }

    @Test
    void aFileOfTheFirstFormatCanBeImported() throws Exception {
        try (var file = getClass().getResourceAsStream("first-format.onnx")) {
            importFile("first-format", file.readAllBytes(), "table=iris").statusCode(201);
        }
        assertThat(get("/api/models/first-format/crosstab?by=species").jsonPath().getList("items")).hasSize(3);
    }

    @Test
    void aFileOfScikitLearnServesLikeAnyOther() {
        importFile("sklearn", SklearnFile.of(PETALS).toBytes(), "table=iris&columns=petal_length,petal_width")
                .statusCode(201);

        // A row for each flower whose nearest centroid is counted, by plain arithmetic.
        List<String> nearest = database
                .column("""
                        select (select i from (values (0, 1.464::real, 0.244::real), (1, 4.39355, 1.43387), (2, 5.74211, 2.07105))
                                           as c (i, l, w)
                                 order by (petal_length - l) ^ 2 + (petal_width - w) ^ 2 limit 1) as cluster
                          from iris order by id""");
        assertThat(database.column(
                "select kindred.predict_kmeans('sklearn', array[petal_length, petal_width]) from iris order by id"))
                .isEqualTo(nearest);
        assertThat(get("/api/models/sklearn/centroids").jsonPath().getList("items.size", Integer.class)).hasSize(3);
        for (int cluster = 0; cluster < 3; cluster++) {
            String number = Integer.toString(cluster);
            assertThat(get("/api/models/sklearn/centroids").jsonPath().getLong("items[%d].size".formatted(cluster)))
                    .isEqualTo(nearest.stream().filter(number::equals).count());
        }
        JsonPath model = get("/api/models/sklearn").jsonPath();
        assertThat(model.getMap("options")).containsEntry("algorithm", null).containsEntry("initialization", null)
                .containsEntry("restarts", null);
        assertThat(model.getMap("lineage")).containsEntry("contentHash", null).containsEntry("engineVersion", null);
        ModelResourceTest.train("""
                {"name": "sklearn", "table": "iris", "columns": ["petal_length", "petal_width"], "clusters": 3,
                 "startFrom": "sklearn@1"}""").statusCode(201);
        given().contentType("application/json").body("{\"version\": 1}").put("/api/models/sklearn/aliases/champion")
                .then().statusCode(200);
        assertThat(get("/api/models/sklearn").jsonPath().getInt("version")).isEqualTo(1);
        byte[] again = get("/api/models/sklearn/onnx").asByteArray();
        assertThat(importFile("sklearn-again", again, "table=iris").statusCode(201).extract().<String>path("sha256"))
                .isEqualTo(model.getString("sha256"));
        assertThat(detail(given().post("/api/models/sklearn/verify").then(), 409))
                .isEqualTo(
                        "Model 'sklearn' version 1 was imported, not trained here, so it can't be trained once more.");
    }

    @Test
    void centroidsAsJsonServeLikeAnyOther() {
        JsonPath model = importJson("as-json", AS_JSON.formatted(", \"sizes\": [50, 62, 38]")).statusCode(201).extract()
                .jsonPath();

        assertThat(model.getLong("rows")).isEqualTo(150);
        assertThat(database.column("select size from kindred.kmeans_centroids('as-json')"))
                .containsExactly("50", "62", "38");
        // Of the flower (5.1, 3.5, 1.4, 0.2): √((1.464 − 1.4)² + (0.244 − 0.2)²)
        assertThat(((Number) ((Map<?, ?>) ((List<?>) predictions("as-json", "[[1.4, 0.2]]")).get(0)).get("distance"))
                .doubleValue()).isCloseTo(0.0776659, within(1e-6));
        double inertia = Double.parseDouble(database
                .value("""
                        select sum((select min((petal_length - l) ^ 2 + (petal_width - w) ^ 2)
                                      from (values (1.464::real, 0.244::real), (4.39355, 1.43387), (5.74211, 2.07105)) as c (l, w)))
                          from iris"""));
        assertThat(model.getDouble("inertia")).isCloseTo(inertia, within(1e-4));
    }

    @Test
    void cosineCentroidsAreBroughtToLengthOne() {
        importJson("directions", """
                {"table": "iris", "columns": ["petal_length", "petal_width"], "metric": "cosine",
                 "centroids": [[3, 4], [0, 0.5]]}""").statusCode(201);

        assertThat(database.column("select centroid from kindred.kmeans_centroids('directions')"))
                .containsExactly("[0.6,0.8]", "[0,1]");
        JsonPath answer = given().contentType("application/json").body("{\"rows\": [[6, 8], [-1, 0]]}")
                .post("/api/models/directions/predict").jsonPath();
        assertThat(answer.getList("predictions.cluster")).containsExactly(0, 1);
        assertThat(answer.getDouble("predictions[0].distance")).isCloseTo(0, within(1e-7));
        assertThat(answer.getDouble("predictions[1].distance")).isCloseTo(1, within(1e-7)); // at right angles
    }

    @Test
    void aVectorColumnAndWeightsAndGapsAreMeasuredAsInATraining() {
        database.execute("drop table if exists measured",
                "create table measured (id integer primary key, v vector, times integer)",
                "insert into measured values (1, '[0,0]', 2), (2, '[0,1]', 1), (3, null, 1), (4, '[9,9]', 3), (5, '[9,8]', null)");
        JsonPath trained = ModelResourceTest.train("""
                {"name": "weighed", "table": "measured", "columns": ["v"], "clusters": 2, "weights": "times"}""")
                .statusCode(201).extract().jsonPath();

        JsonPath imported = importFile("weighed-again", get("/api/models/weighed/onnx").asByteArray(), "table=measured")
                .statusCode(201).extract().jsonPath();

        for (String same : List.of("rows", "skippedRows", "columns", "options")) {
            assertThat(imported.<Object>get(same)).as(same).isEqualTo(trained.get(same));
        }
        assertThat(imported.getDouble("inertia")).isCloseTo(trained.getDouble("inertia"), within(1e-6));
        assertThat(detail(importJson("too-wide",
                "{\"table\": \"measured\", \"columns\": [\"v\"], \"centroids\": [[1, 2, 3]]}"), 400))
                .startsWith("The centroids do not fit the vectors of 'measured'");
    }

    @Test
    void bothKindsOfBodyAreDescribed() {
        JsonPath post = get("/q/openapi?format=json").jsonPath()
                .setRootPath("paths.'/api/models/{name}/versions'.post");

        assertThat(post.getMap("requestBody.content").keySet()).isEqualTo(
                Set.of("application/octet-stream", "application/json"));
        assertThat(post.getList("parameters.name", String.class))
                .containsExactlyInAnyOrder("table", "recipe", "columns");
        assertThat(post.getString("summary")).isEqualTo("Import a model");
        assertThat(post.getMap("responses").keySet()).contains("201", "400", "404", "409");
    }

    @Test
    void ofAnEmptyTableNothingIsMeasured() {
        database.execute("drop table if exists hollow", "create table hollow (id integer primary key, x real, y real)");

        JsonPath model = importJson("hollow", "{\"table\": \"hollow\", \"centroids\": [[1, 2], [3, 4]]}")
                .statusCode(201).extract().jsonPath();

        assertThat(model.getLong("rows")).isZero();
        assertThat(model.getDouble("inertia")).isZero();
        assertThat(get("/api/models/hollow/centroids").jsonPath().getList("items.p99Distance"))
                .containsExactly(null, null);
    }

    @Test
    void aModelOfARecipeFindsItsRecipeByTheHash() {
        given().contentType("application/json").body("""
                {"name": "petals", "table": "iris", "features": [
                  {"column": "petal_length", "encode": "zscore"}, {"column": "petal_width", "encode": "zscore"}]}""")
                .post("/api/recipes").then().statusCode(201);
        String other = given().contentType("application/json").body("""
                {"name": "petals", "table": "iris", "features": [
                  {"column": "petal_length", "encode": "minmax"}, {"column": "petal_width", "encode": "zscore"}]}""")
                .post("/api/recipes").then().statusCode(201).extract().path("hash");
        JsonPath trained = ModelResourceTest.train("""
                {"name": "of-recipe", "recipe": "petals@1", "clusters": 3}""").statusCode(201).extract().jsonPath();
        byte[] file = get("/api/models/of-recipe/onnx").asByteArray();
        String own = trained.getString("recipe.hash");

        JsonPath found = importFile("by-hash", file, "").statusCode(201).extract().jsonPath();
        importFile("by-name", file, "recipe=petals@1").statusCode(201);

        assertThat(found.getMap("recipe")).isEqualTo(trained.getMap("recipe"));
        String rows = "[{\"petal_length\": 1.4, \"petal_width\": 0.2}, [6, 2]]";
        assertThat(predictions("by-hash", rows)).isEqualTo(predictions("of-recipe", rows));
        assertThat(detail(importFile("mismatched", file, "recipe=petals@2"), 409)).contains(own).contains(other);
        assertThat(detail(importFile("mismatched", file, "table=iris"), 400)).contains(own);
        database.execute("delete from kmeans_model where name in ('of-recipe', 'by-hash', 'by-name')",
                "delete from recipe where name = 'petals' and version = 1");
        assertThat(detail(importFile("lost", file, ""), 409)).contains(own).contains("no recipe here has");
        importJson("encoded", "{\"recipe\": \"petals@2\", \"centroids\": [[0, 0], [1, 1]]}").statusCode(201);
        assertThat(predictions("encoded", rows)).isNotNull();
    }

    private static byte[] replace(byte[] file, String what, String by) {
        return new String(file, StandardCharsets.ISO_8859_1).replace(what, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void filesThatAreNoneAreRefusedInWords() {
        byte[] own = new OnnxFile(false, 3, 2, new float[]{1, 2, 3, 4, 5, 6}, Map.of("metric", "euclidean")).toBytes();
        byte[] later = replace(own, "kindred.format\u0012\u00011", "kindred.format\u0012\u00019");
        byte[] changed = replace(own, "ArgMin", "ArgMax");
        String petals = "table=iris&columns=petal_length,petal_width";

        assertThat(detail(importFile("bad", new byte[]{1, 2, 3}, petals), 400))
                .isEqualTo("The body is no ONNX file, or a damaged one.");
        assertThat(detail(importFile("bad", new byte[0], petals), 400)).contains("no ONNX file");
        assertThat(detail(importFile("bad", later, petals), 400)).contains("format '9'").contains("format '1'");
        assertThat(detail(importFile("bad", changed, petals), 400)).contains("not as Kindred writes them");
        assertThat(detail(importFile("bad", own, ""), 400)).contains("?table=iris");
        assertThat(detail(importFile("bad", own, "table=iris"), 400))
                .startsWith("The centroids have 2 element(s), but 4 column(s) would be read");
        assertThat(detail(importFile("bad", own, "table=nothing"), 404)).contains("'nothing'");
        assertThat(detail(importFile("bad", SklearnFile.of(PETALS).after("Relu").toBytes(), petals), 400))
                .contains("not of its input itself");
        assertThat(detail(importFile("Bad", own, petals), 400)).startsWith("'Bad' is no name for a model");
        get("/api/models/bad").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "[[1, 2], [3]]                 | centroids[1] must be an array of 2 numbers, but has 1.",
            "[]                            | centroids must not be empty.",
            "[[], []]                      | There are 2 centroids of 0 columns, but up to 10000 of 1 to 16000 columns can be imported.",
            "[[1, \"x\"]]                  | centroids[0][1] must be a number, but was \"x\".",
            "[[1, null]]                   | centroids[0][1] is missing; a number is needed, NULL can't be predicted.",
            "[[1, 1e16]]                   | centroids[0][1] must be between -1e15 and 1e15, but was 1.0E16.",
            "[\"AAAA\"]                    | There are 1 centroids of 0 columns, but up to 10000 of 1 to 16000 columns can be imported.",
            "[[1, 2]], \"sizes\": [1, 2]   | sizes has 2 numbers, but there are 1 centroids.",
            "[[1, 2]], \"metric\": \"l1\"  | Unknown metric 'l1'; known here: euclidean, cosine.",
            "[[0, 0]], \"metric\": \"cosine\" | centroids[0] is all-zero, so it has no direction and serves no cosine."})
    void centroidsThatCanNotBeAreRefusedInWords(String centroids, String detail) {
        assertThat(detail(importJson("refused", """
                {"table": "iris", "columns": ["petal_length", "petal_width"], "centroids": %s}""".formatted(centroids)),
                400)).isEqualTo(detail);
    }
}
