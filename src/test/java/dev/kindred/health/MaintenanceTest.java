package dev.kindred.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** What the maintenance does, and what it leaves alone. */
@QuarkusTest
@TestProfile(SmallThresholds.class)
class MaintenanceTest extends HealthTestSupport {

    @Inject
    AgroalDataSource dataSource;

    private static String detail(io.restassured.response.ValidatableResponse answer, int status) {
        return answer.statusCode(status).extract().jsonPath().getString("detail");
    }

    @Test
    void anIndexWhoseBuildFailedIsDropped() {
        make("create table ward.broken (x integer)", "insert into ward.broken values (1), (1)");
        assertThatThrownBy(() -> make("create unique index concurrently broken_x on ward.broken (x)"))
                .hasMessageContaining("could not create unique index");

        assertThat(finding(health(), "invalid-index", "ward.broken_x")).containsEntry("action",
                "drop-invalid:ward.broken_x").containsEntry("statement", "drop index concurrently ward.broken_x");

        JsonPath done = maintain("drop-invalid:ward.broken_x").statusCode(200).extract().jsonPath();

        assertThat(done.getInt("failed")).isZero();
        assertThat(done.getMap("steps[0]")).containsKey("before").doesNotContainKeys("after", "problem");
        assertThat(health().getList("findings.subject")).doesNotContain("ward.broken_x");
        assertThat(
                database.column("select indexrelid::regclass from pg_index where indrelid = 'ward.broken'::regclass"))
                .isEmpty();
    }

    @Test
    void whatAReindexThatDiedHasLeftIsNamedAndDropped() throws SQLException {
        make("create table ward.busy (x integer)", "insert into ward.busy select generate_series(1, 1000)",
                "create index busy_x on ward.busy (x)");
        try (Connection writer = dataSource.getConnection(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into ward.busy values (0)"); // the reindex waits for its end
            assertThatThrownBy(() -> make("set statement_timeout = '500ms'",
                    "reindex index concurrently ward.busy_x")).hasMessageContaining("statement timeout");
            writer.rollback();
            writer.setAutoCommit(true);
        }
        make("reset statement_timeout");

        assertThat(finding(health(), "invalid-index", "ward.busy_x_ccnew").get("finding"))
                .contains("It was left by a REINDEX CONCURRENTLY that ended early.");
        JsonPath done = post("{\"all\": true}").statusCode(200).extract().jsonPath();

        assertThat(done.getList("steps.action")).contains("drop-invalid:ward.busy_x_ccnew");
        assertThat(database.column("select indexrelid::regclass from pg_index where indrelid = 'ward.busy'::regclass"))
                .containsExactly("ward.busy_x");
    }

    @Test
    void aCancelledReindexLeavesNothingBehind() throws SQLException, InterruptedException {
        make("create table ward.busy (x integer)", "create index busy_x on ward.busy (x)");
        long id;
        try (Connection writer = dataSource.getConnection(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into ward.busy values (0)");
            id = given().contentType("application/json").body("{\"actions\": [\"reindex:ward.busy_x\"]}")
                    .post("/api/database/maintenance").then().statusCode(202).extract().jsonPath().getLong("id");
            await("select count(*) from pg_index where indrelid = 'ward.busy'::regclass", "2");
            given().delete("/api/jobs/" + id).then().statusCode(202);
            writer.rollback();
            writer.setAutoCommit(true);
        }
        await("select state from job where id = " + id, "cancelled");
        assertThat(database.column("select indexrelid::regclass from pg_index where indrelid = 'ward.busy'::regclass"))
                .containsExactly("ward.busy_x");
    }

    @Test
    void aCancelDoesNotWaitForThoseWhoUseTheTable() throws SQLException, InterruptedException {
        make("create table ward.busy (x integer)", "create index busy_x on ward.busy (x)");
        try (Connection writer = dataSource.getConnection(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into ward.busy values (0)");
            long id = given().contentType("application/json").body("{\"actions\": [\"reindex:ward.busy_x\"]}")
                    .post("/api/database/maintenance").then().statusCode(202).extract().jsonPath().getLong("id");
            await("select count(*) from pg_index where indrelid = 'ward.busy'::regclass", "2");
            given().delete("/api/jobs/" + id).then().statusCode(202);
            await("select state from job where id = " + id, "cancelled");
            writer.rollback();
            writer.setAutoCommit(true);
        }
        assertThat(finding(health(), "invalid-index", "ward.busy_x_ccnew"))
                .containsEntry("action", "drop-invalid:ward.busy_x_ccnew");
        maintain("drop-invalid:ward.busy_x_ccnew").statusCode(200);
        assertThat(database.column("select indexrelid::regclass from pg_index where indrelid = 'ward.busy'::regclass"))
                .containsExactly("ward.busy_x");
    }

    private void await(String query, String expected) throws InterruptedException {
        for (int tries = 0; tries < 200 && !database.value(query).equals(expected); tries++) {
            Thread.sleep(100);
        }
        assertThat(database.value(query)).isEqualTo(expected);
    }

    @Test
    void namesThatNeedQuotesAreMendedToo() {
        String odd = "ward.\"Od\"\"d; drop: table\"";
        make("create table %s (\"the \"\"id\" integer primary key) with (autovacuum_enabled = false)".formatted(odd),
                "insert into %s select generate_series(1, 5000)".formatted(odd),
                "delete from %s where \"the \"\"id\" < 3000"
                        .formatted(odd));
        String name = "ward.Od\"d; drop: table";

        JsonPath report = probed();

        assertThat(finding(report, "dead-rows", name)).containsEntry("statement", "vacuum (analyze) " + odd);
        assertThat(finding(report, "dead-index-entries", name).get("finding")).contains("2999 entries");
        maintain("vacuum:" + name, "reindex:" + name + "_pkey").statusCode(200);
        assertThat(kinds(probed(), name)).contains("autovacuum-off").doesNotContain("dead-rows", "dead-index-entries");
    }

    @Test
    void allRunsWhatTheFindingsOfferAndDropsNoValidIndex() {
        makeDirty("ward.dirty", 5_000, 2_000);
        make("create index dirty_again on ward.dirty (id)");

        JsonPath done = post("{\"all\": true}").statusCode(200).extract().jsonPath();

        List<String> actions = done.getList("steps.action");
        assertThat(actions).contains("vacuum:ward.dirty").doesNotContain("analyze:ward.dirty")
                .noneMatch(action -> action.startsWith("drop"));
        assertThat(done.getInt("failed")).isZero();
        JsonPath after = health();
        assertThat(after.getList("findings.action")).containsOnlyNulls();
        assertThat(finding(after, "duplicate-index", "ward.dirty_again")).doesNotContainKey("action");
    }

    @Test
    void stepsAreTakenOnceAndInTheirBestOrder() {
        makeDirty("ward.dirty", 2_000, 1_000);

        assertThat(maintain("analyze:ward.dirty", "vacuum:ward.dirty", "reindex:ward.dirty_pkey", "vacuum:ward.dirty")
                .statusCode(200).extract().jsonPath().getList("steps.action"))
                .containsExactly("reindex:ward.dirty_pkey", "vacuum:ward.dirty");
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeThereIsAJob() {
        make("create table ward.fine (id integer primary key)");
        String jobs = database.value("select count(*) from job");

        assertThat(detail(maintain("vacuum:ward.nothing"), 400)).contains("There is no table 'ward.nothing'");
        assertThat(detail(maintain("vacuum:pg_catalog.pg_class"), 400)).contains("There is no table");
        assertThat(detail(maintain("reindex:ward.fine"), 400)).contains("There is no index 'ward.fine'");
        assertThat(detail(maintain("drop table ward.fine"), 400)).contains("Unknown action 'drop table ward.fine'",
                "drop-invalid, reindex, vacuum, analyze");
        assertThat(detail(maintain("vacuum full:ward.fine"), 400)).contains("Unknown action");
        assertThat(detail(maintain("drop-invalid:ward.fine_pkey"), 409))
                .contains("is valid, so it is not dropped here");
        assertThat(detail(post("{}"), 400)).contains("Give either \"all\": true or \"actions\"");
        assertThat(detail(post("{\"all\": true, \"actions\": [\"vacuum:ward.fine\"]}"), 400)).contains("Give either");
        assertThat(detail(post("{\"all\": false}"), 400)).contains("Give either");
        post("{\"actions\": []}").statusCode(400);
        post("{\"actions\": [null]}").statusCode(400);

        assertThat(database.value("select count(*) from job")).isEqualTo(jobs);
    }

    @Test
    void aTableDroppedMeanwhileIsToldOfAndTheOthersAreDone() {
        make("create table ward.stays (x integer)");
        String id = database.value("""
                insert into job (kind, parameters) values
                    ('maintenance', '{"actions": ["vacuum:ward.gone", "vacuum:ward.stays"]}') returning id""");

        given().get("/api/jobs/" + id + "/events").then().statusCode(200);

        JsonPath result = given().get("/api/jobs/" + id).jsonPath();
        assertThat(result.getInt("result.done")).isEqualTo(1);
        assertThat(result.getInt("result.failed")).isEqualTo(1);
        assertThat(result.getString("result.steps.find { it.action == 'vacuum:ward.gone' }.problem"))
                .contains("There is no table 'ward.gone'");
    }
}
