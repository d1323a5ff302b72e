package dev.kindred.assignment;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** A customer's segments, and what would change them. */
@QuarkusTest
@TestProfile(EveryTable.class)
class CustomerSegmentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture fixture;

    @BeforeEach
    void plantCustomers() {
        fixture.reset();
        fixture.plant(90);
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    private static JsonPath segments(Object id, String query) {
        return get("/api/customers/" + id + "/segment" + query).then().statusCode(200).extract().jsonPath();
    }

    @Test
    void withoutAModelAllChampionsOverCustomersAnswer() {
        assertThat(segments(1, "").getList("items")).isEmpty();
        long first = fixture.trainCustomers("a-kinds");
        fixture.train("{\"name\": \"b-incomes\", \"table\": \"customer\", \"columns\": [\"income\"], \"clusters\": 2}");
        fixture.train("{\"name\": \"segment-irises\", \"table\": \"iris\", \"clusters\": 2}");
        fixture.makeChampion("a-kinds", 1);
        fixture.makeChampion("b-incomes", 1);
        fixture.makeChampion("segment-irises", 1);

        JsonPath found = segments(1, "");

        assertThat(found.getList("items.model")).containsExactly("a-kinds", "b-incomes");
        assertThat(found.getList("items.assigned")).containsExactly(false, false);
        fixture.assign("a-kinds");
        found = segments(1, "");
        assertThat(found.getList("items.assigned")).containsExactly(true, false);
        assertThat(found.getString("items[0].segment.id")).isEqualTo(fixture.segmentOf(first, 1));
        assertThat(found.getString("items[0].segment.label")).isEqualTo(
                database.value("select label from segment where id = " + fixture.segmentOf(first, 1)));
        List<String> distances = database.column("""
                select (c.embedding <-> k.centroid)::text from customer c, kmeans_centroid k
                 where c.id = 1 and k.model_id = %d order by c.embedding <-> k.centroid""".formatted(first));
        assertThat(found.getDouble("items[0].distance")).isCloseTo(Double.parseDouble(distances.get(0)), within(1e-4));
        assertThat(found.getDouble("items[0].runnerUp.distance")).isCloseTo(Double.parseDouble(distances.get(1)),
                within(1e-4));
        assertThat(found.getString("items[0].runnerUp.segment.id")).isEqualTo(database.value("""
                select s.segment_id from customer c, kmeans_centroid k join model_segment s using (model_id, cluster)
                 where c.id = 1 and k.model_id = %d order by c.embedding <-> k.centroid offset 1 limit 1"""
                .formatted(first)));
        assertThat(found.getBoolean("items[0].outlier")).isFalse();
    }

    @Test
    void theBorderBetweenTwoIncomesIsInTheirMiddle() {
        database.execute("delete from customer where id % 3 = 2", // the kind in the middle
                "update customer set income = case id % 3 when 1 then 20000 else 90000 end");
        fixture.train("{\"name\": \"incomes\", \"table\": \"customer\", \"columns\": [\"income\"], \"clusters\": 2}");
        database.execute("update customer set income = 52000 where id = 1");

        JsonPath found = segments(1, "?model=incomes");

        assertThat(found.getString("items[0].smallestChange.feature")).isEqualTo("income");
        assertThat(found.getInt("items[0].smallestChange.from")).isEqualTo(52_000);
        assertThat(found.getDouble("items[0].smallestChange.to")).isBetween(55_000.0, 55_000.1);
        assertThat(found.getMap("items[0].smallestChange.segment"))
                .isEqualTo(found.getMap("items[0].runnerUp.segment"));
        assertThat(found.getBoolean("items[0].outlier")).isTrue(); // all of the training were at the centres
    }

    @Test
    void agesAreWholeNumbers() {
        database.execute("update customer set age = case id % 3 when 1 then 20 when 2 then 21 else 61 end");
        fixture.train("{\"name\": \"ages\", \"table\": \"customer\", \"columns\": [\"age\"], \"clusters\": 2}");

        JsonPath found = segments(3, "?model=ages");

        assertThat(found.getInt("items[0].smallestChange.from")).isEqualTo(61);
        assertThat(found.getInt("items[0].smallestChange.to")).isEqualTo(40); // (20.5 + 61) / 2 = 40.75
    }

    /** Predicting the changed row from the stored bytes: just beyond it is another cluster, just before it is not. */
    @ParameterizedTest
    @CsvSource({"none, euclidean", "none, cosine", "l2, euclidean"})
    void theChangedRowIsPredictedElsewhereAndJustBeforeItIsNot(String normalize, String metric) throws Exception {
        database.execute(
                "update customer set attributes = jsonb_build_object('plan', (array['free', 'pro', 'team'])[1 + id % 3], "
                        + "'tenure', id % 37 + 0.5)",
                "update customer set gender = case when id % 10 > 0 then (array['female', 'male'])[1 + id % 2] end",
                "update customer set age = null where id % 11 = 0");
        given().contentType("application/json")
                .body("""
                        {"name": "flips", "table": "customer", "normalize": "%s", "features": [
                          {"column": "age", "encode": "zscore"}, {"column": "income", "encode": "log"},
                          {"column": "is_active", "encode": "boolean"}, {"column": "gender", "encode": "onehot", "weight": 0.5},
                          {"attribute": "plan", "encode": "onehot"}, {"attribute": "tenure", "encode": "quantile", "weight": 3}]}"""
                        .formatted(normalize))
                .post("/api/recipes").then().statusCode(201);
        fixture.train("""
                {"name": "flipping", "recipe": "flips", "clusters": 5, "metric": "%s"}""".formatted(metric));

        int changed = 0;
        for (int id = 1; id <= 30; id++) {
            JsonPath found = segments(id, "?model=flipping");
            Map<String, Object> change = found.getMap("items[0].smallestChange");
            if (change == null) {
                continue;
            }
            changed++;
            String home = found.getString("items[0].segment.id");
            Object to = change.get("to");
            assertThat(predicted(id, (String) change.get("feature"), to)).as("%d: %s", id, change)
                    .isEqualTo(found.getString("items[0].smallestChange.segment.id")).isNotEqualTo(home);
            if (to instanceof Number beyond && change.get("from") instanceof Number from) {
                double before = ((String) change.get("feature")).equals("age")
                        ? beyond.doubleValue() - Math.signum(beyond.doubleValue() - from.doubleValue())
                        : from.doubleValue() + 0.9999 * (beyond.doubleValue() - from.doubleValue());
                assertThat(predicted(id, (String) change.get("feature"), before)).as("%d: %s", id, change)
                        .isEqualTo(home);
            }
        }
        assertThat(changed).isGreaterThan(10);
    }

    private String predicted(int id, String feature, Object value) throws Exception {
        boolean isAttribute = feature.startsWith("attributes.");
        String row = database
                .value("""
                        select jsonb_set(jsonb_build_object('age', age, 'income', income, 'is_active', is_active, 'gender', gender,
                                                            'attributes', attributes), '{%s}', '%s') from customer where id = %d"""
                        .formatted(feature.replace('.', ','), JSON.writeValueAsString(
                                feature.equals("age") ? (Object) ((Number) value).intValue() : value), id));
        assertThat(row).contains(isAttribute ? feature.substring("attributes.".length()) : feature);
        String cluster = given().contentType("application/json").body("{\"rows\": [" + row + "]}")
                .post("/api/models/flipping/predict").then().statusCode(200).extract().jsonPath()
                .getString("predictions[0].cluster");
        return database.value("select segment_id from model_segment s join kmeans_model m on m.id = s.model_id "
                + "where m.name = 'flipping' and s.cluster = " + cluster);
    }

    @Test
    void aFlagThatAloneDecidesIsTheSmallestChange() {
        given().contentType("application/json")
                .body("""
                        {"name": "flags", "table": "customer", "features": [
                          {"column": "is_active", "encode": "boolean"}, {"column": "age", "encode": "minmax", "weight": 0.01}]}""")
                .post("/api/recipes").then().statusCode(201);
        fixture.train("{\"name\": \"flagged\", \"recipe\": \"flags\", \"clusters\": 2}");

        JsonPath found = segments(2, "?model=flagged");

        assertThat(found.getString("items[0].smallestChange.feature")).isEqualTo("is_active");
        assertThat(found.getBoolean("items[0].smallestChange.from")).isTrue();
        assertThat(found.getBoolean("items[0].smallestChange.to")).isFalse();
    }

    @Test
    void oneClusterHasNoRunnerUpAndNothingToChange() {
        fixture.train("{\"name\": \"one\", \"recipe\": \"customer\", \"clusters\": 1}");

        JsonPath found = segments(1, "?model=one");

        assertThat(found.getMap("items[0].segment")).isNotNull();
        assertThat(found.getMap("items[0].runnerUp")).isNull();
        assertThat(found.getMap("items[0].smallestChange")).isNull();
    }

    @Test
    void whoHasNoVectorHasNoSegment() {
        fixture.train("{\"name\": \"vectors\", \"table\": \"customer\", \"columns\": [\"income\"], \"clusters\": 2}");
        database.execute("update customer set income = null where id = 1");

        JsonPath found = segments(1, "?model=vectors");

        assertThat(found.getMap("items[0].segment")).isNull();
        assertThat(found.getBoolean("items[0].assigned")).isFalse();
    }

    @Test
    void whatCanNotBeToldIsExplained() {
        fixture.trainCustomers("told");
        fixture.train("{\"name\": \"told-irises\", \"table\": \"iris\", \"clusters\": 2}");

        assertThat(problem("/api/customers/999999/segment", 404)).isEqualTo("There is no customer 999999.");
        assertThat(problem("/api/customers/1/segment?model=nobody", 404)).contains("nobody");
        assertThat(problem("/api/customers/1/segment?model=told-irises", 400)).contains("table 'iris'");
        fixture.assign("told");
        database.execute("update recipe set features = jsonb_set(features, '{0,weight}', '3')");
        assertThat(segments(1, "?model=told").getMap("items[0].segment")).isNotNull(); // the stored one
        database.execute("delete from assignment where row_key = '1'");
        assertThat(problem("/api/customers/1/segment?model=told", 409)).contains("was trained on");
    }

    private static String problem(String path, int status) {
        return get(path).then().statusCode(status).extract().jsonPath().getString("detail");
    }
}
