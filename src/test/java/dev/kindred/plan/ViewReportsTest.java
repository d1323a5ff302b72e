package dev.kindred.plan;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Reports on models of a view that joins ten tables. */
@QuarkusTest
@TestProfile(EveryTable.class)
class ViewReportsTest {

    @Inject
    TestDatabase database;

    @BeforeEach
    void trainOnView() {
        if (database.value("select to_regclass('of_ten')") == null) {
            TenTables.make(database, "of_ten");
            for (int clusters = 2; clusters <= 3; clusters++) {
                given().contentType("application/json").header("Prefer", "wait=60").body("""
                        {"name": "of_ten", "table": "of_ten", "columns": ["a", "b", "c"], "clusters": %d}"""
                        .formatted(clusters)).post("/api/models").then().statusCode(201);
            }
        }
    }

    /** Of the tables' twelve kinds of columns the statements ask for those of the vector, and the one that is counted by. */
    @ParameterizedTest
    @CsvSource({"compare?from=1&to=2, rows.compared, false", "segments?outcome=kind, rows, true",
            "crosstab?by=kind, items*.counts.flatten().sum(), true"})
    void onlyWhatIsNeededIsAskedFor(String report, String rows, boolean hasKind) {
        JsonPath answer = get("/api/models/of_ten/%s&plan=true".formatted(report)).then().statusCode(200).extract()
                .jsonPath();

        assertThat(answer.getInt(rows)).isEqualTo(TenTables.ROWS);
        JsonPath plan = new JsonPath(answer.prettify()).setRootPath("plans.rows");
        List<String> lines = plan.getList("plan", String.class);
        String asked = String.join("\n", plan.getList("columns", String.class));
        assertThat(asked).contains("t1.number", "t5.number", "t10.number").doesNotContain("t2.number", "note");
        assertThat(asked.contains("t1.id % 2")).isEqualTo(hasKind);
        assertThat(lines).noneMatch(line -> line.contains("of_ten_beside"));
        for (int table = 1; table <= 10; table++) {
            String scanned = "on public.of_ten_%d t%1$d ".formatted(table);
            assertThat(lines).as(scanned).anyMatch(line -> line.contains(scanned));
        }
        assertThat(plan.getInt("joins.tables")).isEqualTo(10);
        assertThat(plan.getList("joins.orders.joinCollapseLimit", Integer.class)).containsExactly(1, 8, 12);
        assertThat(plan.getDouble("joins.orders[0].cost")).isGreaterThan(2 * plan.getDouble("joins.orders[2].cost"));
        assertThat(plan.getString("joins.advice")).contains("the planner finds a plan of estimated cost");
    }

    @ParameterizedTest
    @CsvSource({"note, true", "kind, false"})
    void theTableBesideIsJoinedOnlyWhereItIsAskedFor(String by, boolean isJoined) {
        JsonPath answer = get("/api/models/of_ten/crosstab?plan=true&by=" + by).then().statusCode(200).extract()
                .jsonPath();

        assertThat(String.join("\n", answer.getList("plans.rows.plan", String.class)).contains("public.of_ten_beside"))
                .isEqualTo(isJoined);
        assertThat(answer.getInt("plans.rows.joins.tables")).isEqualTo(isJoined ? 11 : 10);
    }
}
