package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.recipe.RecipeFixture;
import dev.kindred.recipe.Recipes;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** Models of recipes: the vectors of training, REST, SQL and ONNX are the recipe's. */
@QuarkusTest
@TestProfile(EveryTable.class)
class RecipeModelTest {

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @Inject
    Recipes recipes;

    @BeforeEach
    void makeCustomers() {
        fixture.reset();
        database.execute("select setseed(0.3)",
                """
                        insert into customer (id, age, income, is_active, gender, attributes, embedding)
                        select i, case when i % 11 > 0 then 18 + (random() * 60)::integer end,
                               case when i % 13 > 0 then round((20000 + 9000 * (i % 5) + 3000 * random_normal())::numeric, 2) end,
                               case when i % 7 > 0 then i % 3 = 0 end, (array['female', 'male', 'x', null])[1 + i % 4],
                               case when i % 9 > 0 then jsonb_build_object('plan', (array['free', 'pro', 'team', 'old'])[1 + i % 17 % 4],
                                                                           'tenure', i % 37) else '{}' end,
                               '[0,0,0,0,0,0]'
                          from generate_series(1, 600) as i""");
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    private static JsonPath makeRecipe(String body) {
        return given().contentType("application/json").body(body).post("/api/recipes").then().statusCode(201).extract()
                .jsonPath();
    }

    private static JsonPath makeSecondCustomerRecipe() {
        return makeRecipe("""
                {"name": "customer", "table": "customer", "features": [
                  {"column": "age", "encode": "zscore"}, {"column": "income", "encode": "log", "weight": 2},
                  {"column": "is_active", "encode": "boolean", "nulls": "indicator"},
                  {"column": "gender", "encode": "onehot", "nulls": "refuse"},
                  {"attribute": "plan", "encode": "onehot", "maxCategories": 3, "nulls": "mean"},
                  {"attribute": "tenure", "encode": "robust", "nulls": "indicator"}]}""");
    }

    private static JsonPath train(String body) {
        return ModelResourceTest.train(body).statusCode(201).extract().jsonPath();
    }

    private static JsonPath predict(String model, String body) {
        return given().contentType("application/json").body(body).post("/api/models/" + model + "/predict").then()
                .statusCode(200).extract().jsonPath();
    }

    @Test
    void aModelNamesTheExactVersionOfItsRecipeAndThePositionsOfItsVectors() {
        String second = makeSecondCustomerRecipe().getString("hash");

        JsonPath active = train("{\"name\": \"by-name\", \"recipe\": \"customer\", \"clusters\": 2}");
        JsonPath exact = train("{\"name\": \"by-version\", \"recipe\": \"customer@2\", \"clusters\": 2}");

        assertThat(active.getMap("recipe")).isEqualTo(Map.of("name", "customer", "version", 1, "hash",
                get("/api/recipes/customer/versions/1").jsonPath().getString("hash")));
        assertThat(active.getString("table")).isEqualTo("customer");
        assertThat(active.getList("columns", String.class)).containsExactly("age", "income", "is_active",
                "gender=female", "gender=male", "gender=(other)");
        assertThat(exact.getMap("recipe")).isEqualTo(Map.of("name", "customer", "version", 2, "hash", second));
        assertThat(get("/api/models/by-version").jsonPath().getMap("recipe")).isEqualTo(exact.getMap("recipe"));
        assertThat(get("/api/models/by-version/centroids").jsonPath().getMap("items[0].centroid").keySet())
                .isEqualTo(Set.copyOf(exact.getList("columns", String.class))).hasSize(12);
        assertThat(OnnxFile.read(get("/api/models/by-version/onnx").asByteArray()).metadata())
                .containsEntry("recipeHash", second);
    }

    @Test
    void aNameWithoutAnActiveVersionMeansTheNewest() {
        makeRecipe("""
                {"name": "ages", "table": "customer", "features": [{"column": "age", "encode": "raw"}]}""");
        makeRecipe("""
                {"name": "ages", "table": "customer", "features": [{"column": "age", "encode": "minmax"}]}""");

        assertThat(train("{\"name\": \"aged\", \"recipe\": \"ages\", \"clusters\": 2}").getInt("recipe.version"))
                .isEqualTo(2);
    }

    @Test
    void centroidsAreTheMeansOfTheEncodedRows() {
        train("{\"name\": \"means\", \"recipe\": \"customer\", \"clusters\": 4}");

        // The declared statistics, written out by hand; unknown numbers are the mean, an unknown gender is all zeros.
        String vector = """
                array[(coalesce(age, 45) - 45) / 16.0, (coalesce(income, 45000) - 45000) / 25000.0,
                      coalesce(is_active::integer, 0.5), coalesce(gender = 'female', false)::integer,
                      coalesce(gender = 'male', false)::integer, coalesce(gender not in ('female', 'male'), false)::integer]""";
        List<String> expected = database.column("""
                select avg(vector)::real[]
                  from (select (%s)::vector as vector from customer) as encoded
                 group by kindred.predict_kmeans('means', vector) order by kindred.predict_kmeans('means', vector)"""
                .formatted(vector));

        JsonPath centroids = get("/api/models/means/centroids").jsonPath();
        assertThat(expected).hasSize(4);
        for (int cluster = 0; cluster < 4; cluster++) {
            String[] numbers = expected.get(cluster).replaceAll("[{}]", "").split(",");
            Map<String, Number> centroid = centroids.getMap("items[%d].centroid".formatted(cluster));
            assertThat(centroid.get("age").doubleValue()).isCloseTo(Double.parseDouble(numbers[0]), within(1e-5));
            assertThat(centroid.get("income").doubleValue()).isCloseTo(Double.parseDouble(numbers[1]), within(1e-5));
            assertThat(centroid.get("gender=male").doubleValue()).isCloseTo(Double.parseDouble(numbers[4]),
                    within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"euclidean", "cosine"})
    void restInOriginalUnitsAgreesWithSqlAndOnnxOnEncodedVectors(String metric) throws OrtException {
        makeSecondCustomerRecipe();
        JsonPath model = train("{\"name\": \"agreed\", \"recipe\": \"customer@2\", \"clusters\": 5, \"metric\": \"%s\"}"
                .formatted(metric));
        String expression = recipes.named("customer@2").expression("c");
        String known = " from customer as c where gender is not null order by id";

        JsonPath objects = predict("agreed", rows("""
                jsonb_build_object('age', age, 'income', income, 'is_active', is_active, 'gender', gender,
                                   'attributes', attributes)""", known));
        JsonPath arrays = predict("agreed", rows("""
                jsonb_build_array(age, income, is_active, gender, attributes -> 'plan', attributes -> 'tenure')""",
                known));
        JsonPath vectors = predict("agreed", rows("jsonb_build_object('vector', (%s)::real[])".formatted(expression),
                known));
        List<Integer> sql = database.column("select kindred.predict_kmeans('agreed', %s)".formatted(expression) + known)
                .stream().map(Integer::valueOf).toList();
        long[] onnx = runOnnx("agreed", database.column("select (%s)::real[]".formatted(expression) + known));

        assertThat(model.getInt("rows")).isEqualTo(sql.size()).isEqualTo(450);
        assertThat(model.getInt("skippedRows")).isEqualTo(150);
        assertThat(sql.stream().distinct()).hasSize(5);
        assertThat(objects.getList("predictions.cluster", Integer.class)).isEqualTo(sql);
        assertThat(arrays.getList("predictions.cluster", Integer.class)).isEqualTo(sql);
        assertThat(vectors.getList("predictions.cluster", Integer.class)).isEqualTo(sql);
        assertThat(onnx).containsExactly(sql.stream().mapToLong(Integer::longValue).toArray());
        List<String> distances = database.column("""
                select (select c2.centroid %s (%s) from kindred.kmeans_centroids('agreed') as c2
                         where c2.cluster = kindred.predict_kmeans('agreed', %2$s))"""
                .formatted(metric.equals("cosine") ? "<=>" : "<->", expression) + known);
        for (int i = 0; i < distances.size(); i++) {
            assertThat(objects.getDouble("predictions[%d].distance".formatted(i)))
                    .isCloseTo(Double.parseDouble(distances.get(i)), within(1e-5));
        }
    }

    private String rows(String row, String from) {
        return "{\"rows\": " + database.column("select " + row + from) + "}";
    }

    private static long[] runOnnx(String model, List<String> rows) throws OrtException {
        float[][] points = rows.stream().map(row -> row.replaceAll("[{}]", "").split(",")).map(row -> {
            float[] point = new float[row.length];
            for (int j = 0; j < row.length; j++) {
                point[j] = Float.parseFloat(row[j]);
            }
            return point;
        }).toArray(float[][]::new);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment
                .createSession(get("/api/models/" + model + "/onnx").asByteArray());
                OnnxTensor features = OnnxTensor.createTensor(environment, points);
                OrtSession.Result result = session.run(Map.of("features", features))) {
            return (long[]) result.get("cluster").orElseThrow().getValue();
        }
    }

    @Test
    void whatIsLeftOutOfAnObjectIsUnknown() {
        train("{\"name\": \"sparse\", \"recipe\": \"customer\", \"clusters\": 3}");

        JsonPath answer = predict("sparse",
                """
                        {"rows": [{}, {"age": null, "income": null}, [45, 45000, null, null], {"vector": [0, 0, 0.5, 0, 0, 0]}]}""");

        assertThat(answer.getList("predictions.cluster", Integer.class).stream().distinct()).hasSize(1);
        assertThat(answer.getList("predictions.distance", Double.class).stream().distinct()).hasSize(1);
    }

    @Test
    void anotherTableIsEncodedCountedByItsWeightsAndTrainedAgainToTheSameBytes() {
        database.execute("drop table if exists visit",
                """
                        create table visit (number integer primary key, "spent $" float8, shop text, times integer, r integer)""",
                """
                        insert into visit
                        select i, case when i % 10 > 0 then i % 4 * 100 + i % 7 end, (array['it''s', '50% ?', 'c'])[1 + i % 3], 1 + i % 2, i
                          from generate_series(1, 200) as i""");
        makeRecipe(
                """
                        {"name": "visit", "table": "visit", "features": [
                          {"column": "spent $", "encode": "minmax", "nulls": "refuse"}, {"column": "shop", "encode": "onehot"}]}""");

        JsonPath model = train("""
                {"name": "visits", "recipe": "visit", "columns": [], "clusters": 3, "weights": "times"}""");

        assertThat(model.getInt("rows")).isEqualTo(180);
        assertThat(model.getInt("skippedRows")).isEqualTo(20);
        assertThat(model.getString("options.weights")).isEqualTo("times");
        JsonPath crosstab = get("/api/models/visits/crosstab?by=shop").then().statusCode(200).extract().jsonPath();
        assertThat(crosstab.getList("items.value", String.class)).containsExactly("50% ?", "c", "it's");
        for (int i = 0; i < 3; i++) {
            long rows = crosstab.getList("items[%d].counts".formatted(i), Long.class).stream().mapToLong(n -> n).sum();
            assertThat(rows).isEqualTo(60);
        }
        JsonPath verified = given().header("Prefer", "wait=60").post("/api/models/visits/versions/1/verify").then()
                .statusCode(200).extract().jsonPath();
        assertThat(verified.getBoolean("dataMatches")).isTrue();
        assertThat(verified.getBoolean("bytesMatch")).isTrue();
        database.execute("update visit set shop = 'c' where number = 1");
        assertThat(given().header("Prefer", "wait=60").post("/api/models/visits/versions/1/verify").jsonPath()
                .getBoolean("dataMatches")).isFalse();
        database.execute("drop table visit");
    }

    @Test
    void aRecipeOfRawColumnsMakesTheVectorsOfPlainColumns() {
        makeRecipe("""
                {"name": "raw", "table": "iris", "features": [
                  {"column": "petal_length", "encode": "raw", "nulls": "refuse"},
                  {"column": "petal_width", "encode": "raw", "nulls": "refuse"}]}""");
        JsonPath plain = train("""
                {"name": "plain", "table": "iris", "columns": ["petal_length", "petal_width"], "clusters": 3}""");
        JsonPath raw = train("{\"name\": \"raw\", \"recipe\": \"raw\", \"clusters\": 3}");

        assertThat(raw.getString("lineage.contentHash")).isEqualTo(plain.getString("lineage.contentHash"));
        assertThat(raw.getList("columns")).isEqualTo(plain.getList("columns"));
        assertThat(get("/api/models/raw/centroids").jsonPath().getList("items"))
                .isEqualTo(get("/api/models/plain/centroids").jsonPath().getList("items"));
        assertThat(plain.getMap("")).containsEntry("recipe", null);
        assertThat(OnnxFile.read(get("/api/models/plain/onnx").asByteArray()).metadata().keySet())
                .containsExactly("columns", "metric", "algorithm", "clusters", "initialization", "restarts",
                        "maxIterations", "tolerance", "seed", "contentHash", "engineVersion");
    }

    @Test
    void positionsThatWouldBeCalledTheSameAreToldApart() {
        database.execute("update customer set gender = 'unknown' where gender = 'x'");
        makeRecipe("""
                {"name": "genders", "table": "customer", "features": [
                  {"column": "gender", "encode": "onehot", "nulls": "indicator"}]}""");

        JsonPath model = train("{\"name\": \"genders\", \"recipe\": \"genders\", \"clusters\": 4}");

        assertThat(model.getList("columns", String.class)).hasSize(4).doesNotHaveDuplicates();
        assertThat(get("/api/models/genders/centroids").jsonPath().getMap("items[0].centroid")).hasSize(4);
    }

    @Test
    void aTrainingCanStartFromAModelOfTheSameRecipe() {
        train("{\"name\": \"started\", \"recipe\": \"customer\", \"clusters\": 4}");

        assertThat(train("""
                {"name": "started", "recipe": "customer@1", "clusters": 4, "startFrom": "started"}""")
                .getInt("iterations")).isLessThanOrEqualTo(2);
    }
}
