package dev.kindred.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** Each kind of trouble is made, seen, mended and gone. */
@QuarkusTest
@TestProfile(SmallThresholds.class)
class HealthTest extends HealthTestSupport {

    @Inject
    Watched watched;

    @Inject
    AgroalDataSource dataSource;

    @Test
    void everyTableAndIndexIsThereWithItsSize() {
        make("create table ward.quiet (id integer primary key, x real)", "insert into ward.quiet values (1, 2)");

        JsonPath report = health();

        List<Map<String, Object>> tables = report.getList("tables");
        assertThat(tables).extracting(table -> table.get("name"))
                .containsExactlyInAnyOrderElementsOf(database.column("""
                        select case schemaname when 'public' then relname else schemaname || '.' || relname end
                          from pg_stat_user_tables"""));
        assertThat(tables).anySatisfy(table -> assertThat(table).containsEntry("name", "customer"));
        Map<String, Object> quiet = table(report, "ward.quiet");
        assertThat(quiet).containsEntry("bytes",
                Integer.valueOf(database.value("select pg_total_relation_size('ward.quiet')")))
                .containsEntry("liveRows", 1).containsEntry("deadRows", 0).containsEntry("autovacuum", true)
                .doesNotContainKey("lastVacuum");
        assertThat(report.getString("tables.find { it.name == 'ward.quiet' }.indexes[0].definition"))
                .isEqualTo(database.value("select pg_get_indexdef('ward.quiet_pkey'::regclass)"));
        assertThat(findings(report, "ward.quiet")).isEmpty();
    }

    @Test
    void dataSetsAndOwnTablesAreLookedAfterWhateverIsOpenToUsers() {
        assertThat(watched.tables()).containsOnlyOnce("*").contains("iris", "customer", "kmeans_model", "job");
    }

    @Test
    void aTableThatIsLockedIsNotWaitedFor() throws SQLException {
        makeDirty("ward.locked", 2_000, 1_000);
        try (Connection owner = dataSource.getConnection(); Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("reindex index ward.locked_pkey"); // locks the index only

            JsonPath report = health();

            assertThat(report.getList("tables.name")).doesNotContain("ward.locked").contains("customer");
            assertThat(report.getList("notes", String.class))
                    .anyMatch(note -> note.endsWith("not shown and not mended now: ward.locked."));
            owner.rollback();
            owner.setAutoCommit(true);
        }
        assertThat(health().getList("tables.name")).contains("ward.locked");
    }

    @Test
    void deadRowsAreSeenAndVacuumed() {
        makeDirty("ward.dirty", 10_000, 4_000);

        Map<String, String> finding = finding(health(), "dead-rows", "ward.dirty");
        assertThat(finding).containsEntry("severity", "warning").containsEntry("action", "vacuum:ward.dirty")
                .containsEntry("statement", "vacuum (analyze) ward.dirty");
        assertThat(finding.get("finding")).contains("Of 10000 rows 4000 are dead (40.0 %)", "never vacuumed");

        JsonPath done = maintain("vacuum:ward.dirty").statusCode(200).extract().jsonPath();

        assertThat(done.getInt("done")).isEqualTo(1);
        assertThat(done.getInt("steps[0].before.deadRows")).isEqualTo(4_000);
        assertThat(done.getInt("steps[0].after.deadRows")).isZero();
        JsonPath after = health();
        assertThat(kinds(after, "ward.dirty")).doesNotContain("dead-rows", "stale-statistics");
        assertThat(table(after, "ward.dirty")).containsKey("lastVacuum").containsEntry("liveRows", 6_000);
    }

    @Test
    void moreDeadThanLivingRowsAreCritical() {
        makeDirty("ward.dirty", 10_000, 6_000);

        JsonPath report = health();

        assertThat(finding(report, "dead-rows", "ward.dirty")).containsEntry("severity", "critical");
        assertThat(report.getString("status")).isEqualTo("critical");
        assertThat(report.getString("findings[0].severity")).isEqualTo("critical");
    }

    @Test
    void rowsThatWereNeverCountedAreAnalyzed() {
        make("create table ward.fresh (x integer) with (autovacuum_enabled = false)",
                "insert into ward.fresh select generate_series(1, 2000)");
        assertThat(finding(health(), "stale-statistics", "ward.fresh").get("finding"))
                .isEqualTo("2000 rows, never analyzed since the statistics began.");

        maintain("analyze:ward.fresh").statusCode(200);
        assertThat(kinds(health(), "ward.fresh")).containsExactly("autovacuum-off");

        make("update ward.fresh set x = x + 1 where x <= 400");
        assertThat(finding(health(), "stale-statistics", "ward.fresh").get("finding"))
                .isEqualTo("400 rows have changed since the last analyze, beside 2000 living ones.");
    }

    @Test
    void aTableThatAutovacuumLeavesAloneIsNamed() {
        makeDirty("ward.alone", 2_000, 0);
        String statement = finding(health(), "autovacuum-off", "ward.alone").get("statement");

        make(statement);

        assertThat(kinds(health(), "ward.alone")).doesNotContain("autovacuum-off");
    }

    @Test
    void anIndexThatNoQueryUsesIsSeenUntilOneDoes() {
        make("create table ward.used (id integer primary key, x integer)",
                "insert into ward.used select i, i from generate_series(1, 10000) as i",
                "create index used_x on ward.used (x)", "analyze ward.used");
        assertThat(finding(health(), "unused-index", "ward.used_x")).containsEntry("severity", "info")
                .containsEntry("statement", "drop index concurrently ward.used_x").doesNotContainKey("action");
        assertThat(kinds(health(), "ward.used_pkey")).isEmpty();

        make("set enable_seqscan = off", "select * from ward.used where x = 7", "reset enable_seqscan");

        assertThat(kinds(health(), "ward.used_x")).isEmpty();
    }

    @Test
    void ofEqualIndexesAllButOneAreSeen() {
        make("create table ward.twice (id integer primary key, x integer, v vector(3))",
                "create index twice_x on ward.twice (x)", "create index twice_x_again on ward.twice (x)",
                "create index twice_x_down on ward.twice (x desc)",
                "create index twice_x_some on ward.twice (x) where x > 0",
                "create index twice_id on ward.twice (id)",
                "create index twice_l2 on ward.twice using hnsw (v vector_l2_ops)",
                "create index twice_cosine on ward.twice using hnsw (v vector_cosine_ops)");

        JsonPath report = health();

        List<Map<String, String>> all = report.getList("findings");
        assertThat(all).filteredOn(finding -> finding.get("kind").equals("duplicate-index"))
                .extracting(finding -> finding.get("subject"))
                .containsExactlyInAnyOrder("ward.twice_x_again", "ward.twice_id");
        Map<String, String> finding = finding(report, "duplicate-index", "ward.twice_id");
        assertThat(finding.get("finding")).startsWith("It does the same as ward.twice_pkey:");
        make(finding.get("statement"), finding(report, "duplicate-index", "ward.twice_x_again").get("statement"));
        assertThat(health().getList("findings.kind")).doesNotContain("duplicate-index");
    }

    @Test
    void aSwollenIndexIsMadeAnew() {
        make("create table ward.swollen (id integer primary key) with (autovacuum_enabled = false)",
                "insert into ward.swollen select generate_series(1, 100000)",
                "delete from ward.swollen where id % 10 > 0");
        make("vacuum (analyze) ward.swollen"); // after the counts: it sets them, and what came later would be added
        Map<String, String> finding = finding(health(), "index-bloat", "ward.swollen_pkey");
        long bytes = Long.parseLong(database.value("select pg_relation_size('ward.swollen_pkey')"));

        JsonPath done = maintain(finding.get("action")).statusCode(200).extract().jsonPath();

        assertThat(done.getLong("steps[0].before.bytes")).isEqualTo(bytes);
        assertThat(done.getLong("steps[0].after.bytes")).isLessThan(bytes / 5);
        JsonPath after = health();
        assertThat(kinds(after, "ward.swollen_pkey")).doesNotContain("index-bloat");
        assertThat(finding(after, "table-bloat", "ward.swollen").get("statement"))
                .isEqualTo("vacuum (full, analyze) ward.swollen");
        make("vacuum (full, analyze) ward.swollen");
        assertThat(kinds(health(), "ward.swollen")).doesNotContain("table-bloat");
    }

    @Test
    void freshIndexesOfEveryKindAreNotSwollen() {
        make("create table ward.lean (id integer primary key, v vector(16), t text)",
                """
                        insert into ward.lean select i, (select array_agg(random()) from generate_series(1, 16) where i > 0)::vector,
                               md5(i::text) from generate_series(1, 5000) as i""",
                "create index on ward.lean using hnsw (v vector_l2_ops)",
                "create index on ward.lean using hnsw ((v::halfvec(16)) halfvec_l2_ops) with (m = 8)",
                "create index on ward.lean using ivfflat (v vector_l2_ops) with (lists = 20)",
                "create index on ward.lean (t)", "create index on ward.lean (upper(t)) where id > 2500",
                "vacuum (analyze) ward.lean");

        List<Map<String, Object>> indexes = health().getList("tables.find { it.name == 'ward.lean' }.indexes");

        assertThat(indexes).hasSize(6).allSatisfy(index -> assertThat(((Number) index.get("bloatBytes")).doubleValue())
                .isLessThan(0.25 * ((Number) index.get("bytes")).doubleValue()));
    }
}
