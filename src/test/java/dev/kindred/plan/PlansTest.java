package dev.kindred.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.plan.Plans.Binder;

/** What is told of a statement, against what PostgreSQL says elsewhere. */
@QuarkusTest
@TestProfile(EveryTable.class)
class PlansTest {

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    void makeTables() {
        database.execute("drop table if exists planned", """
                create table planned (id integer primary key, "Group" integer, filler text)""", """
                insert into planned select i, i % 7, repeat('x', 200) from generate_series(1, 5000) i""",
                "vacuum analyze planned");
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work, String... settings) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                for (String setting : settings) {
                    statement.execute("set local " + setting);
                }
                return work.in(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private QueryPlan plan(String sql, Binder binder, String... settings) {
        return inTransaction(connection -> Plans.of(connection, sql, binder), settings);
    }

    @Test
    void aPlanHasTheStatementButNotItsValues() {
        String sql = "select id from planned where id = ?";

        QueryPlan plan = plan(sql, statement -> statement.setInt(1, 4711));

        assertThat(plan.sql()).isEqualTo(sql);
        assertThat(plan.indexes()).containsExactly("planned_pkey");
        assertThat(plan.columns()).containsExactly("id");
        assertThat(plan.plan().get(0)).startsWith("Index Only Scan using planned_pkey on public.planned  (cost=")
                .contains("actual time=", "rows=1 loops=1");
        assertThat(plan.plan()).contains("  Output: id", "  Index Cond: (planned.id = 4711)");
        assertThat(plan.joins()).isNull();
    }

    @Test
    void everyPageOfATableIsCountedOnceByAScan() {
        long pages = Long.parseLong(database.value("select pg_relation_size('planned') / 8192"));

        QueryPlan plan = plan("select count(*) from (select filler from planned offset 0) as inner_rows",
                Binder.NOTHING, "max_parallel_workers_per_gather = 0");

        assertThat(pages).isGreaterThan(100);
        assertThat(plan.sharedHit() + plan.sharedRead()).isEqualTo(pages);
        assertThat(plan.indexes()).isEmpty();
        assertThat(plan.settings()).containsExactly(Map.entry("max_parallel_workers_per_gather", "0"));
    }

    @Test
    void settingsAreThoseThatTheTransactionHas() {
        QueryPlan plan = plan("select \"Group\" from planned where id between ? and ?", statement -> {
            statement.setInt(1, 1);
            statement.setInt(2, 20);
        }, "enable_indexscan = off", "enable_seqscan = off", "max_parallel_workers_per_gather = 0");

        assertThat(plan.settings()).containsEntry("enable_indexscan", "off").containsEntry("enable_seqscan", "off");
        assertThat(plan.plan().get(0)).startsWith("Bitmap Heap Scan on public.planned");
        assertThat(plan.indexes()).containsExactly("planned_pkey");
        assertThat(plan.columns()).containsExactly("\"Group\"");
    }

    @Test
    void theTimeIsThatOfARun() {
        QueryPlan plan = plan("select pg_sleep(0.05)", Binder.NOTHING);

        assertThat(plan.executionMillis()).isBetween(50.0, 5_000.0);
        assertThat(plan.planningMillis()).isBetween(0.0, 5_000.0);
        assertThat(plan.sharedHit() + plan.sharedRead()).isZero();
    }

    @Test
    void aStatementRunsOnceForItsPlan() {
        database.execute("drop sequence if exists planned_runs", "create sequence planned_runs");

        plan("select nextval('planned_runs')", Binder.NOTHING);

        assertThat(database.value("select last_value || ' ' || is_called from planned_runs")).isEqualTo("1 true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update planned set filler = ''", "create table planned_twice as select id from planned",
            "with gone as (delete from planned returning id) select count(*) from gone"})
    void whatChangesRowsIsRefused(String sql) {
        assertThatThrownBy(() -> plan(sql, Binder.NOTHING)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EXPLAIN ANALYZE runs the statement");
        assertThat(database.value("select count(*) filter (where filler <> '') from planned")).isEqualTo("5000");
    }

    @Test
    void aPlanOutsideOfATransactionIsRefused() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThatThrownBy(() -> Plans.of(connection, "select 1", Binder.NOTHING))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /** The log keeps the first of the parts, and runs nothing where no plan is wanted. */
    @Test
    void aLogTakesPlansOnlyWhereTheyAreWanted() {
        PlanLog log = inTransaction(connection -> {
            PlanLog wanted = PlanLog.of(true);
            wanted.explain("rows", connection, "select id from planned limit 1");
            wanted.explain("rows", connection, "select id from planned limit 2");
            wanted.explain("values", connection, "select ?::integer", statement -> statement.setInt(1, 5));
            PlanLog.of(false).explain("rows", connection, "no SQL at all");
            return wanted;
        });

        assertThat(log.beside("report").explained().plans()).containsOnlyKeys("rows", "values");
        assertThat(log.beside("report").explained().plans().get("rows").sql())
                .isEqualTo("select id from planned limit 1");
        assertThat(log.beside("report").report()).isEqualTo("report");
        assertThat(PlanLog.of(false).beside("report").explained().plans()).isNull();
    }
}
