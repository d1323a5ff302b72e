package dev.kindred.index;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;

import io.restassured.path.json.JsonPath;

import dev.kindred.embedded.PackagedInstances;

/** Index work where instances die or are several, and beside activations: nothing invalid stays. */
class IndexInstancesIT extends PackagedInstances {

    /** So many links and candidates that a row takes about a millisecond. */
    private static final String SLOW = ", \"m\": 64, \"efConstruction\": 1000";

    private void makePoints(int rows) throws SQLException {
        execute("drop table if exists points",
                """
                        create table points as
                        select i as id, (select array_agg(random_normal())::real[]::vector from generate_series(1, 64) where i > 0)::vector(64) as v
                          from generate_series(1, %d) as i"""
                        .formatted(rows));
    }

    private String build(String table, String column, String metric, String more) throws SQLException {
        return value(
                """
                        insert into job (kind, parameters)
                        values ('build-index', '{"table": "%s", "column": "%s", "kind": "hnsw", "metric": "%s"%s}') returning id"""
                        .formatted(table, column, metric, more));
    }

    private static String state(String job) {
        return "select state from job where id = " + job;
    }

    private static String phase(String job, String start) {
        return "select coalesce(phase, '') like '%s%%' from job where id = %s".formatted(start, job);
    }

    private void assertAllValid(String... indexes) throws SQLException {
        assertThat(value("select string_agg(indexrelid::regclass::text, ' ' order by indexrelid::regclass::text)"
                + " from pg_index where indisvalid and indrelid = 'points'::regclass"))
                .isEqualTo(String.join(" ", indexes));
        assertThat(value("select count(*) from pg_index where not indisvalid")).isEqualTo("0");
    }

    @Test
    void whatAKilledInstanceAndItsSessionLeaveIsListedAndRemovedByTheNextAttempt() throws Exception {
        makePoints(40_000);
        String job = build("points", "v", "l2", SLOW);
        await(phase(job, "building: ") + " and progress > 0.03", "t");
        latest().kill();
        assertThat(value("select count(*) from pg_stat_progress_create_index")).isEqualTo("1");

        Instance next = start();
        await(phase(job, "waiting for the end of other work on indexes"), "t");
        String index = address(next) + "/api/indexes/points_v_hnsw_l2";
        JsonPath meanwhile = get(index).jsonPath();
        assertThat(meanwhile.getBoolean("valid")).isFalse();
        assertThat(meanwhile.getBoolean("building")).isTrue();

        execute("delete from points where id > 300");
        try (Connection writer = connect(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update points set id = id where id = 1");
            execute("select pg_terminate_backend(pid, 10000) from pg_stat_progress_create_index");
            await(phase(job, "waiting for transactions on the table"), "t");
            JsonPath leftover = get(index).jsonPath();
            assertThat(leftover.getBoolean("valid")).isFalse();
            assertThat(leftover.getBoolean("building")).isFalse();
            writer.rollback();
        }
        await(state(job), "succeeded");
        assertThat(value("select attempts from job where id = " + job)).isEqualTo("2");
        assertThat(get(index).jsonPath().getBoolean("valid")).isTrue();
        assertThat(get(index).jsonPath().getInt("rows")).isEqualTo(300);
        assertAllValid("points_v_hnsw_l2");
    }

    @Test
    void whatTheDatabaseCompletesWithoutTheInstanceIsKept() throws Exception {
        makePoints(3_000);
        String job;
        try (Connection writer = connect(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update points set id = id where id = 1");
            job = build("points", "v", "l2", "");
            await(phase(job, "waiting for 1 transaction"), "t");
            latest().kill();
            writer.rollback();
        }
        String index = value("select 'points_v_hnsw_l2'::regclass::oid");

        start();
        await(state(job), "succeeded");
        assertThat(value("select attempts from job where id = " + job)).isEqualTo("2");
        assertAllValid("points_v_hnsw_l2");
        assertThat(value("select 'points_v_hnsw_l2'::regclass::oid")).isEqualTo(index);
    }

    @Test
    void twoInstancesBuildOnOneTableOneAfterTheOther() throws Exception {
        start();
        makePoints(1_000);
        String both = "select string_agg(left(phase, 25), ', ' order by phase) from job where state = 'running' and kind = 'build-index'";
        String oneWaitsForTheOther = "waiting for 1 transaction, waiting for the end of ot";
        String ends = "select string_agg(state || coalesce(error->>'status', ''), ' ' order by state) from job where kind = 'build-index' and id >= ";

        try (Connection writer = connect(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update points set id = id where id = 1");
            String first = build("points", "v", "l2", "");
            build("points", "v", "cosine", "");
            await(both, oneWaitsForTheOther);
            writer.rollback();
            await(ends + first, "succeeded succeeded");
            assertAllValid("points_v_hnsw_cosine", "points_v_hnsw_l2");

            execute("drop index points_v_hnsw_l2");
            statement.execute("update points set id = id where id = 1");
            first = build("points", "v", "l2", "");
            build("points", "v", "l2", ""); // the same, so that it has nothing to do when its turn comes
            await(both, oneWaitsForTheOther);
            writer.rollback();
            await(ends + first, "failed409 succeeded");
            assertAllValid("points_v_hnsw_cosine", "points_v_hnsw_l2");

            execute("drop index points_v_hnsw_l2");
            statement.execute("update points set id = id where id = 1");
            first = build("points", "v", "l2", "");
            await(phase(first, "waiting for 1 transaction"), "t");
            String second = build("points", "v", "l2", "");
            await(both, oneWaitsForTheOther);
            execute("update job set cancel_requested = true where id = " + first); // now it has
            await(state(first), "cancelled");
            writer.rollback();
            await(state(second), "succeeded");
            assertAllValid("points_v_hnsw_cosine", "points_v_hnsw_l2");
        }
        await("select count(*) from pg_locks where locktype = 'advisory'", "0");
    }

    @Test
    void anActivationAndABuildRefuseEachOther() throws Exception {
        start();
        execute("insert into customer (age, income, embedding) select 45, 45000, '[0,0,0.5,0,0,0]' from generate_series(1, 300)",
                """
                        insert into recipe (name, version, table_name, normalization, features, fitted)
                        select name, 2, table_name, normalization, jsonb_set(features, '{2,weight}', '3'), true from recipe""");
        String activate = """
                insert into job (kind, parameters) values ('activate-recipe', '{"name": "customer", "version": 2}') returning id""";
        String build;
        String activation;
        try (Connection writer = connect(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update customer set age = age where id = (select min(id) from customer)");
            build = build("customer", "embedding", "l2", "");
            await(phase(build, "waiting for 1 transaction"), "t");
            String refused = value(activate);
            await(state(refused), "failed");
            assertThat(value("select error->>'detail' from job where id = " + refused))
                    .isEqualTo(
                            "A job is building, rebuilding or dropping an index, or maintaining tables; wait for its end or cancel it.");
            writer.rollback();
            await(state(build), "succeeded");

            statement.execute("update customer set age = age where id = (select min(id) from customer)");
            activation = value(activate);
            await(phase(activation, "waiting for a long transaction"), "t");
            String alsoRefused = build("customer", "embedding", "cosine", "");
            await(state(alsoRefused), "failed");
            assertThat(value("select error->>'detail' from job where id = " + alsoRefused))
                    .startsWith("A recipe is being activated");
            writer.rollback();
        }
        await(state(activation), "succeeded");
        assertThat(value("select version from recipe where active")).isEqualTo("2");
        assertThat(value("select count(*) from pg_index where not indisvalid")).isEqualTo("0");
        assertThat(value("select count(*) from pg_indexes where indexname = 'customer_embedding_hnsw_l2'"))
                .isEqualTo("1");
    }
}
