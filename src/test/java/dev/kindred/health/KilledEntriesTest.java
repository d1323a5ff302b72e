package dev.kindred.health;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;

/**
 * A query that ran for a tenth of a second runs for milliseconds the next time: the first run has marked the index entries
 * of dead rows as killed, and the second skips them.
 */
@QuarkusTest
@TestProfile(SmallThresholds.class)
class KilledEntriesTest extends HealthTestSupport {

    private static final String UP = "select id from ward.killed order by id asc nulls last limit 100";

    @Inject
    AgroalDataSource dataSource;

    private static Map<String, Object> probe(JsonPath report, String query) {
        List<Map<String, Object>> probes = report.getList("probes");
        return probes.stream().filter(probe -> query.equals(probe.get("query"))).findFirst().orElseThrow();
    }

    private static long number(Map<String, Object> probe, String run, String field) {
        return ((Number) ((Map<?, ?>) probe.get(run)).get(field)).longValue();
    }

    @Test
    void aMillionRowsOfWhichMostAreDeletedAreExplainedAndMended() {
        makeDirty("ward.killed", 1_000_000, 799_000);

        JsonPath report = probed();

        // The first 100 living rows lie behind 799,000 entries of dead ones.
        Map<String, Object> up = probe(report, UP);
        assertThat(number(up, "first", "heapFetches")).isEqualTo(799_100);
        assertThat(number(up, "second", "heapFetches")).isEqualTo(100);
        long heapPagesOfTheDead = Long.parseLong(database
                .value("""
                        select relpages * 799 / 1000 from (select pg_relation_size('ward.killed') / 8192 as relpages) as pages"""));
        assertThat(number(up, "first", "pages") - number(up, "second", "pages"))
                .isBetween(heapPagesOfTheDead - 10, heapPagesOfTheDead + 10);
        Map<String, Object> down = probe(report, "select id from ward.killed order by id desc nulls first limit 100");
        assertThat(number(down, "first", "pages")).isLessThan(20);

        Map<String, String> finding = finding(report, "dead-index-entries", "ward.killed");
        assertThat(finding.get("finding")).contains("Of the index ward.killed_pkey: 100 row(s) took "
                + number(up, "first", "pages") + " pages", "met 799000 entries of dead rows",
                "marked them as killed", "took " + number(up, "second", "pages") + " pages");
        assertThat(finding).containsEntry("action", "vacuum:ward.killed")
                .containsEntry("statement", "vacuum (analyze) ward.killed");
        assertThat(finding.get("advice")).contains("REINDEX CONCURRENTLY, then VACUUM");

        // Killed entries are not looked up again, yet their pages are walked until they are removed.
        assertThat(finding(probed(), "dead-index-entries", "ward.killed").get("finding"))
                .contains("Earlier scans have marked entries of dead rows as killed");

        maintain("vacuum:ward.killed", "reindex:ward.killed_pkey").statusCode(200);

        JsonPath mended = probed();
        assertThat(kinds(mended, "ward.killed")).doesNotContain("dead-index-entries", "dead-rows");
        assertThat(kinds(mended, "ward.killed_pkey")).isEmpty();
        assertThat(number(probe(mended, UP), "first", "pages")).isLessThan(20);
    }

    @Test
    void anOldSnapshotKeepsEntriesFromBeingMarkedAndIsNamed() throws SQLException, InterruptedException {
        makeDirty("ward.killed", 20_000, 0);
        try (Connection reader = dataSource.getConnection(); Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("select 1");
            make("delete from ward.killed where id <= 15000");
            Thread.sleep(1_100); // from here on it counts as long

            JsonPath report = probed();

            String session = "session " + reader.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            assertThat(number(probe(report, UP), "second", "heapFetches")).isEqualTo(15_100);
            assertThat(finding(report, "dead-index-entries", "ward.killed").get("finding"))
                    .contains("they could not be marked as killed, because " + session + " may still see the rows");
            assertThat(finding(report, "held-horizon", session)).containsEntry("severity", "warning")
                    .containsEntry("statement", "select pg_terminate_backend(%s)".formatted(session.substring(8)));
            assertThat(finding(report, "dead-rows", "ward.killed").get("advice"))
                    .contains("stay until that has ended").contains(session);
            reader.rollback();
            reader.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            reader.setAutoCommit(true);
        }
        make("create table ward.next ()"); // a backend looks for a new horizon only once there are new transactions
        JsonPath after = probed();
        assertThat(after.getList("findings.kind")).doesNotContain("held-horizon");
        assertThat(number(probe(after, UP), "second", "heapFetches")).isEqualTo(100);
    }

    @Test
    void aProbeThatTakesTooLongIsCutOffAndNoSecondOneRunsBeside() throws InterruptedException {
        make("create table ward.slow (id integer)", "insert into ward.slow select generate_series(1, 25)",
                """
                        create function ward.slowly(x integer) returns integer immutable language plpgsql as
                            'begin perform pg_sleep(0.1); return x; end'""",
                "create index slow_id on ward.slow (ward.slowly(id))");

        CompletableFuture<JsonPath> first = CompletableFuture.supplyAsync(KilledEntriesTest::probed);
        String atWork = "select count(*) from pg_stat_activity where query like 'explain (analyze%slowly%'";
        while (database.value(atWork).equals("0") && !first.isDone()) {
            Thread.sleep(20);
        }
        Response second = get("/api/database/health?probe=true");

        assertThat(second.jsonPath().getString("detail")).startsWith("Probes are running for another request");
        JsonPath report = first.join();
        assertThat(report.getList("probes.findAll { it.index == 'ward.slow_id' }.note", String.class)).hasSize(2)
                .containsOnly("took longer than 2000 ms, so it was cut off");
        assertThat(finding(report, "slow-probe", "ward.slow").get("finding"))
                .contains("Of the index ward.slow_id: the query select ward.slowly(id) from",
                        "took longer than 2000 ms");
    }

    @Test
    void vectorIndexesAreProbedWithARowOfTheirOwn() {
        make("create table ward.points (id integer primary key, v vector(3))",
                "insert into ward.points select i, array[i, i % 7, i % 11]::vector from generate_series(1, 2000) as i",
                "create index points_v on ward.points using hnsw ((v::halfvec(3)) halfvec_cosine_ops) where id > 10",
                "analyze ward.points");

        List<Map<String, Object>> probes = probed().getList("probes");

        Map<String, Object> probe = probes.stream().filter(found -> found.get("index").equals("ward.points_v"))
                .findFirst().orElseThrow();
        assertThat((String) probe.get("query")).contains("operator(public.<=>)", "where (id > 10)");
        assertThat(number(probe, "first", "rows")).isEqualTo(10);
        assertThat(number(probe, "first", "pages")).isPositive();
    }
}
