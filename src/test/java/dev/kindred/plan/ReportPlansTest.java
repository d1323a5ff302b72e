package dev.kindred.plan;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
import io.restassured.response.Response;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.assignment.AssignmentFixture;

/** Reports with the plans of their statements. */
@QuarkusTest
@TestProfile(EveryTable.class)
class ReportPlansTest {

    private static final Pattern ALL_COLUMNS = Pattern.compile("(select|,)\\s+(\\w+\\.)?\\*", Pattern.CASE_INSENSITIVE);

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture fixture;

    private static int names;

    private String name;
    private String segment;

    @BeforeEach
    void assignCustomers() {
        fixture.reset();
        fixture.plant(120);
        name = "explained-" + ++names;
        long model = fixture.trainCustomers(name);
        fixture.train("{\"name\": \"%s\", \"recipe\": \"customer\", \"clusters\": 2}".formatted(name));
        fixture.makeChampion(name, 1);
        fixture.assign(name + "@1");
        database.execute("update assignment set distance = 99 where model_id = %d and row_key = '7'".formatted(model));
        segment = fixture.segmentOf(model, 1);
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    private String path(String report) {
        return "/api/" + report.replace("{name}", name).replace("{segment}", segment);
    }

    private static String with(String path, String parameter) {
        return path + (path.contains("?") ? '&' : '?') + parameter;
    }

    private static Map<String, Object> body(Response response) {
        Map<String, Object> body = response.then().statusCode(200).extract().jsonPath().getMap("$");
        body.remove("computedAt");
        List<Object> items = response.jsonPath().getList("items");
        if (items != null) {
            items.forEach(item -> ((Map<?, ?>) item).remove("computedAt"));
            body.put("items", items);
        }
        return body;
    }

    @ParameterizedTest
    @CsvSource({"models/{name}/compare?from=1&to=2, rows, customer", //
            "models/{name}/compare/moves?from=1&to=2&limit=3, rows, customer",
            "models/{name}@1/crosstab?by=gender, rows, customer",
            "models/{name}/versions/1/crosstab?by=gender, rows, customer",
            "models/{name}/drift, segments, model_alias", //
            "drift, segments, model_alias", //
            "models/{name}@1/segments?outcome=is_active, rows, customer", //
            "models/{name}@1/outliers, rows, assignment", //
            "segments/{segment}/customers?fields=age&limit=5, rows, customer"})
    void aPlanIsBesideTheReport(String report, String statement, String table) {
        String path = path(report);
        Map<String, Object> without = body(get(path));

        Response response = get(with(path, "plan=true"));

        Map<String, Object> with = body(response);
        assertThat(with.remove("plans")).isNotNull();
        assertThat(with).isEqualTo(without).doesNotContainKey("plans");
        assertThat(body(get(with(path, "plan=false")))).isEqualTo(without);
        JsonPath plan = response.jsonPath().setRootPath("plans." + statement);
        assertThat(response.jsonPath().getMap("plans")).containsOnlyKeys(statement);
        assertThat(plan.getString("sql")).doesNotContainPattern(ALL_COLUMNS);
        assertThat(String.join("\n", plan.getList("plan", String.class))).contains("public." + table, "actual time=",
                "Buffers: shared", "Output: ", "Execution Time: ");
        assertThat(plan.getLong("sharedHit") + plan.getLong("sharedRead")).isPositive();
        assertThat(plan.getMap("settings")).containsEntry("jit", "off"); // of reports' transactions
        assertThat(plan.getDouble("executionMillis")).isPositive();
    }

    @Test
    void aSearchThroughListsHasItsPlanToo() {
        String row = "{\"row\": {\"age\": 30, \"income\": 30000}, \"limit\": 3}";
        String path = "/api/models/" + name + "@1/nearest";
        Map<String, Object> without = body(given().contentType("application/json").body(row).post(path));

        Response response = given().contentType("application/json").body(row).post(path + "?plan=true");

        assertThat(String.join("\n", response.jsonPath().getList("plans.rows.plan", String.class)))
                .contains("public.assignment", "public.customer");
        assertThat(response.jsonPath().getString("plans.rows.sql")).doesNotContain("[", "{").contains("?::vector");
        Map<String, Object> with = body(response);
        assertThat(with.remove("plans")).isNotNull();
        assertThat(with).isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/{name}/compare?from=1&to=2", "models/{name}/compare/moves?from=1&to=2",
            "models/{name}@1/crosstab?by=gender", "models/{name}/drift", "drift", "models/{name}@1/segments",
            "models/{name}@1/outliers", "segments/{segment}/customers"})
    void aPlanIsWantedOrNot(String report) {
        assertThat(get(with(path(report), "plan=maybe")).then().statusCode(400).extract().jsonPath()
                .getString("detail")).isEqualTo("Query parameter 'plan' must be true or false, but was 'maybe'.");
    }

    @Test
    void theStatementDoesNotTellWhatIsBound() {
        String query = "segments/{segment}/customers?fields=age&plan=true&filter=external_id==c-7&after=3";

        JsonPath plan = get(path(query)).then().statusCode(200).extract().jsonPath().setRootPath("plans.rows");

        assertThat(plan.getString("sql")).doesNotContain("c-7", segment).contains("\"external_id\"", "?");
        assertThat(String.join("\n", plan.getList("plan", String.class))).contains("'c-7'"); // planned for it
    }

    @Test
    void aFileHasNoPlan() {
        String path = path("models/{name}/compare/moves?from=1&to=2&format=csv");

        assertThat(get(with(path, "plan=true")).then().statusCode(200).extract().asString())
                .isEqualTo(get(path).then().statusCode(200).extract().asString()).startsWith("row_key,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/models/{name}/compare", "/api/models/{name}/compare/moves",
            "/api/models/{name}/crosstab", "/api/models/{name}/versions/{version}/crosstab",
            "/api/models/{name}/drift", "/api/drift", "/api/models/{name}/segments", "/api/models/{name}/outliers",
            "/api/segments/{id}/customers"})
    void theApiTellsOfPlans(String path) {
        String answer = "paths.'%s'.get.responses.'200'.content.'application/json'.schema".formatted(path);
        JsonPath document = get("/q/openapi?format=json").jsonPath();
        List<String> schemas = document.get(answer + ".allOf") == null
                ? List.of(document.getString(answer + ".'$ref'"))
                : document.getList(answer + ".allOf.'$ref'", String.class);

        assertThat(schemas).anySatisfy(schema -> assertThat(document.getString(
                schema.substring(2).replace('/', '.') + ".properties.plans.additionalProperties.'$ref'"))
                .isEqualTo("#/components/schemas/QueryPlan"));
        assertThat(schemas).noneSatisfy(schema -> assertThat(document.getMap(
                schema.substring(2).replace('/', '.') + ".properties")).containsKey("report"));
    }
}
