package dev.kindred.index;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;

/** The life of an index: planned, built, watched, broken off, mended, rebuilt and dropped. */
@QuarkusTest
@TestProfile(EveryTable.class)
class IndexJobsTest extends IndexTestSupport {

    private static final String ODD = "\"odd \"\"schema\".\"a table's \"\"name\"\"\"";
    private static final String ODD_NAME = "odd \"schema.a table's \"name\"";

    @Inject
    AgroalDataSource dataSource;

    @AfterEach
    void clean() {
        database.execute("drop table if exists built", "drop schema if exists \"odd \"\"schema\" cascade");
    }

    private static Map<String, Object> hnsw(String table, Object... more) {
        Map<String, Object> index = new HashMap<>(
                Map.of("table", table, "column", "v", "kind", "hnsw", "metric", "l2"));
        for (int i = 0; i < more.length; i += 2) {
            index.put((String) more[i], more[i + 1]);
        }
        return index;
    }

    private static String start(Map<String, ?> index) {
        return given().contentType("application/json").body(index).post("/api/indexes").then().statusCode(202)
                .extract().header("Location");
    }

    private static String await(String job, String field, String value) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            String now = String.valueOf(get(job).jsonPath().getString(field));
            if (now.contains(value)) {
                return now;
            }
            assertThat(System.nanoTime()).as("%s is %s", field, now).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void aPlanSaysWhatWillBeBuiltWhyAndWhatItTakes() {
        makeTable("built", 5_000, 16);
        database.execute("alter table built alter v drop not null",
                "update built set v = null where id <= 7",
                "update built set v = array_fill(0, array[16])::vector where id between 8 and 10");

        JsonPath plan = plan(hnsw("built", "metric", "cosine")).statusCode(200).extract().jsonPath();
        assertThat(plan.getString("name")).isEqualTo("built_v_hnsw_cosine");
        assertThat(plan.getInt("rows")).isEqualTo(5_000);
        assertThat(plan.getMap("leftOut")).isEqualTo(Map.of("nullRows", 7, "zeroRows", 3));
        assertThat(plan.getMap("options")).isEqualTo(Map.of("m", 16, "efConstruction", 64, "reason",
                "pgvector's defaults, which serve up to 1,000,000 rows"));
        assertThat(plan.getString("statement")).isEqualTo("""
                create index concurrently "built_v_hnsw_cosine" on "public"."built" using hnsw ("v" vector_cosine_ops) \
                with (m = 16, ef_construction = 64)""");
        assertThat(plan.getLong("forecast.memoryBytes")).isPositive();
        assertThat(plan.getLong("forecast.maintenanceWorkMemBytes"))
                .isGreaterThan(plan.getLong("forecast.memoryBytes"));
        assertThat(plan.getBoolean("forecast.fitsInMemory")).isTrue();
        assertThat(plan.getDouble("forecast.seconds")).isPositive();
        assertThat(get("/api/indexes/built_v_hnsw_cosine").statusCode()).isEqualTo(404);

        // Zero vectors have a distance by l2; NULL has none by anything.
        assertThat(plan(hnsw("built")).extract().jsonPath().getMap("leftOut"))
                .isEqualTo(Map.of("nullRows", 7, "zeroRows", 0));
        JsonPath built = built(hnsw("built", "metric", "cosine"));
        assertThat(built.getMap("index.leftOut")).isEqualTo(Map.of("nullRows", 7, "zeroRows", 3));
        // PostgreSQL's own count of what it has put into the index.
        assertThat(database.value("select reltuples::integer from pg_class where relname = 'built_v_hnsw_cosine'"))
                .isEqualTo("4990");
        assertThat(built.getDouble("plan.forecast.diskBytes"))
                .isCloseTo(built.getDouble("index.bytes"), within(0.1 * built.getDouble("index.bytes")));
    }

    @Test
    void theMemoryForecastIsWhatTheServerFindsNeeded() throws SQLException {
        makeTable("built", 6_000, 64);
        double bytesARow = plan(hnsw("built")).extract().jsonPath().getDouble("forecast.memoryBytes") / 6_000;

        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set maintenance_work_mem = '4MB'");
            statement.execute("set max_parallel_maintenance_workers = 0");
            String notice;
            try {
                statement.execute("create index on built using hnsw (v vector_l2_ops)");
                notice = statement.getWarnings().getMessage();
            } finally {
                statement.execute("reset maintenance_work_mem");
                statement.execute("reset max_parallel_maintenance_workers");
            }
            assertThat(notice).startsWith("hnsw graph no longer fits into maintenance_work_mem after ");
            double rowsThatFit = Double.parseDouble(notice.replaceAll("\\D", ""));
            // Memory comes in blocks of a megabyte, so a quarter of these four may be unused.
            assertThat(rowsThatFit * bytesARow).isBetween(0.7 * 4_194_304, 1.05 * 4_194_304);
        }
    }

    @Test
    void listsFollowTheRowsAndTooFewRowsAreRefused() {
        makeTable("built", 3_000, 4);
        Map<String, Object> ivfflat = hnsw("built", "kind", "ivfflat");
        JsonPath plan = plan(ivfflat).statusCode(200).extract().jsonPath();
        assertThat(plan.getInt("options.lists")).isEqualTo(3);
        assertThat(plan.getString("options.reason")).startsWith("one for a thousand rows");

        ivfflat.put("lists", 61);
        assertThat(refusal(plan(ivfflat), 422)).isEqualTo(
                """
                        3000 row(s) are too few for 61 list(s), which take their centroids from 50 rows each: ask for at most 60 list(s), \
                        or build an HNSW index.""");
        ivfflat.put("lists", 60);
        plan(ivfflat).statusCode(200);
        database.execute("delete from built where id > 49");
        ivfflat.remove("lists");
        assertThat(refusal(plan(ivfflat), 422)).contains("49 row(s) are too few for 1 list(s)", "add rows first");

        IndexOptions large = IndexOptions.of(new NewIndex("t", "v", "ivfflat", "l2", null, null, null, null, null),
                IndexKind.IVFFLAT, 4_000_000);
        assertThat(large.lists()).isEqualTo(2_000);
    }

    @Test
    void optionsOutOfBoundsAndOfTheOtherKindAreRefused() {
        makeTable("built", 60, 4);
        assertThat(refusal(plan(hnsw("built", "m", 101)), 400)).isEqualTo("m must be from 2 to 100, but was 101.");
        assertThat(refusal(plan(hnsw("built", "m", 40, "efConstruction", 79)), 400))
                .isEqualTo("efConstruction must be at least 2 m, which is 80, but was 79.");
        assertThat(refusal(plan(hnsw("built", "lists", 1)), 400))
                .isEqualTo("An HNSW index has no option lists; leave it out.");
        assertThat(refusal(plan(hnsw("built", "kind", "tree")), 400))
                .isEqualTo("Unknown kind 'tree' of index; known kinds are hnsw, ivfflat.");
        assertThat(refusal(plan(hnsw("built", "name", "ä".repeat(32))), 400))
                .startsWith("name must have 1 to 63 bytes");
        assertThat(refusal(plan(hnsw("nowhere")), 404)).startsWith("There is no table or view 'nowhere'");
        assertThat(plan(hnsw("built", "m", 50)).extract().jsonPath().getInt("options.efConstruction")).isEqualTo(100);
        assertThat(plan(hnsw("built", "efConstruction", 20)).extract().jsonPath().getInt("options.m")).isEqualTo(10);
        assertThat(refusal(plan(hnsw("built", "kind", "ivfflat", "lists", 32_769)), 400))
                .isEqualTo("lists must be from 1 to 32768, but was 32769.");
        assertThat(refusal(plan(hnsw("built", "kind", "ivfflat", "m", 16)), 400))
                .isEqualTo("An IVFFlat index has no option m; leave it out.");
    }

    @Test
    void rowsThatWouldEndABuildAreRefusedBefore() {
        makeTable("built", 5, 4);
        database.execute("update built set v = '[1,-65520,0,0]' where id = 2",
                "update built set v = '[65519,0,0,0]' where id = 3");
        assertThat(refusal(plan(hnsw("built", "storage", "halfvec")), 422))
                .startsWith("1 row(s) of built.v hold elements beyond 65,504");
        database.execute("delete from built where id = 2");
        built(hnsw("built", "storage", "halfvec"));

        database.execute("alter table built add wide sparsevec(2000)",
                "update built set wide = array_fill(1, array[2000])::vector::sparsevec where id = 1");
        assertThat(refusal(plan(hnsw("built", "column", "wide")), 422))
                .startsWith("1 row(s) of built.wide hold more than 1,000 elements");
    }

    @Test
    void anEqualIndexIsBuiltOnlyOnce() throws InterruptedException {
        makeTable("built", 2_000, 32);
        String first = start(hnsw("built"));
        // Past the check of the request, as where both come at once.
        String second = "/api/jobs/" + database
                .value("""
                        insert into job (kind, parameters) values ('build-index', '{"table": "built", "column": "v", "kind": "hnsw",
                        "metric": "l2", "name": "the_same"}') returning id""");
        await(first, "state", "succeeded");
        await(second, "state", "failed");
        assertThat(get(second).jsonPath().getInt("error.status")).isEqualTo(409);
        assertThat(get(second).jsonPath().getString("error.detail"))
                .isEqualTo("Index 'built_v_hnsw_l2' does the same already, with m = 16, ef_construction = 64.");

        assertThat(refusal(build(hnsw("built")), 409))
                .isEqualTo("Index 'built_v_hnsw_l2' does the same already, with m = 16, ef_construction = 64.");
        assertThat(refusal(build(hnsw("built", "m", 20, "name", "built_pkey")), 409))
                .startsWith("The name 'built_pkey' is taken");
        built(hnsw("built", "name", "more_links", "m", 24));
        assertThat(get("/api/indexes?count=false").jsonPath().getList("items.findAll { it.table == 'built' }.name"))
                .isEqualTo(List.of("built_v_hnsw_l2", "more_links"));
    }

    /** So that a build asked for twice is refused however many rows have come between, which change what is chosen. */
    @Test
    void anIndexWithOtherOptionsDoesTheSameUnlessTheyAreAskedFor() {
        makeTable("built", 2_000, 4);
        built(hnsw("built", "kind", "ivfflat", "name", "few_lists", "lists", 2));
        database.execute("delete from built where id > 1000");

        assertThat(refusal(build(hnsw("built", "kind", "ivfflat")), 409))
                .isEqualTo("Index 'few_lists' does the same already, with lists = 2.");
        built(hnsw("built", "kind", "ivfflat", "lists", 1));
    }

    @Test
    void aBuildIsQueuedBeforeItsRowsAreCountedAndEndsWithWhatADryRunWouldHaveSaid() throws InterruptedException {
        makeTable("built", 99, 4);
        Map<String, Object> ivfflat = hnsw("built", "kind", "ivfflat", "lists", 2);
        String job = start(ivfflat);
        await(job, "state", "failed");
        assertThat(get(job).jsonPath().getInt("error.status")).isEqualTo(422);
        assertThat(get(job).jsonPath().getString("error.detail")).startsWith("99 row(s) are too few for 2 list(s)")
                .isEqualTo(refusal(plan(ivfflat), 422)).isEqualTo(refusal(build(ivfflat), 422));
    }

    @Test
    void aBuildTellsForWhomItWaits() throws Exception {
        makeTable("built", 200, 8);
        String job;
        try (Connection writer = dataSource.getConnection(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update built set id = id where id = 1");
            job = start(hnsw("built"));
            assertThat(await(job, "phase", "waiting")).isEqualTo("waiting for 1 transaction(s) older than it");
            JsonPath meanwhile = get("/api/indexes/built_v_hnsw_l2").jsonPath();
            assertThat(meanwhile.getBoolean("valid")).isFalse();
            assertThat(meanwhile.getBoolean("building")).isTrue();
            writer.rollback();
            writer.setAutoCommit(true);
        }
        await(job, "state", "succeeded");
        assertThat(get("/api/indexes/built_v_hnsw_l2").jsonPath().getBoolean("valid")).isTrue();
    }

    @Test
    void aCancelledBuildLeavesNothing() throws Exception {
        makeTable("built", 20_000, 64);
        String job = start(hnsw("built", "efConstruction", 800));
        await(job, "phase", "building: ");
        long asked = System.nanoTime();
        given().delete(job).then().statusCode(202);
        await(job, "state", "cancelled");

        // A second or two, and room for a busy machine; to its end the build takes many.
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(invalid()).isEqualTo("0");
        assertThat(get("/api/indexes/built_v_hnsw_l2").statusCode()).isEqualTo(404);
        assertThat(database.value("select count(*) from pg_locks where locktype = 'advisory'")).isEqualTo("0");
        for (int connections = 0; connections < 20; connections++) {
            assertThat(database
                    .value("select count(*) from pg_settings where source = 'session' and name like 'm%maintenance%'"))
                    .isEqualTo("0");
        }
    }

    /** As a build leaves it whose process died: begun, then cut off while it waits for a writer. */
    private void makeLeftover(String statement) throws SQLException {
        try (Connection writer = dataSource.getConnection();
                Statement update = writer.createStatement();
                Connection builder = dataSource.getConnection();
                Statement build = builder.createStatement()) {
            writer.setAutoCommit(false);
            update.execute("update built set id = id where id = 1");
            build.execute("set statement_timeout = '2s'");
            try {
                build.execute(statement);
            } catch (SQLException cutOff) {
                assertThat(cutOff.getSQLState()).isEqualTo("57014");
            } finally {
                build.execute("reset statement_timeout");
                writer.rollback();
                writer.setAutoCommit(true);
            }
        }
        assertThat(invalid()).isEqualTo("1");
    }

    @Test
    void whatAKilledBuildHasLeftIsListedAndReplacedByTheNext() throws SQLException {
        makeTable("built", 200, 8);
        makeLeftover("create index concurrently built_v_hnsw_l2 on built using hnsw (v vector_l2_ops)");
        JsonPath listed = get("/api/indexes/built_v_hnsw_l2").jsonPath();
        assertThat(listed.getBoolean("valid")).isFalse();
        assertThat(listed.getBoolean("building")).isFalse();

        assertThat(built(hnsw("built")).getBoolean("index.valid")).isTrue();
        assertThat(invalid()).isEqualTo("0");
    }

    @Test
    void whatAKilledBuildHasLeftOnOneTableKeepsItsNameFromOthers() throws SQLException {
        makeTable("built", 200, 8);
        makeLeftover("create index concurrently wanted_twice on built using hnsw (v vector_l2_ops)");
        assertThat(refusal(build(Map.of("table", "customer", "column", "embedding", "kind", "hnsw", "metric", "l2",
                "name", "wanted_twice")), 409)).startsWith("The name 'wanted_twice' is taken");
    }

    @Test
    void aRebuildSwapsAndRemovesWhatAnEarlierOneHasLeft() throws SQLException {
        makeTable("built", 2_000, 16);
        long bytes = built(hnsw("built")).getLong("index.bytes");
        makeLeftover("reindex index concurrently built_v_hnsw_l2");
        database.execute("delete from built where id > 1000");
        String before = database.value("select relfilenode from pg_class where relname = 'built_v_hnsw_l2'");

        JsonPath rebuilt = given().header("Prefer", "wait=60").post("/api/indexes/built_v_hnsw_l2/rebuild").then()
                .statusCode(200).extract().jsonPath();

        assertThat(rebuilt.getLong("bytesBefore")).isEqualTo(bytes);
        assertThat(rebuilt.getLong("index.bytes")).isLessThan(bytes);
        assertThat(rebuilt.getLong("index.rows")).isEqualTo(1_000);
        assertThat(database.value("select relfilenode from pg_class where relname = 'built_v_hnsw_l2'"))
                .isNotEqualTo(before);
        assertThat(invalid()).isEqualTo("0");
        assertThat(database.value("select count(*) from pg_class where relname like 'built_v%'")).isEqualTo("1");
    }

    @Test
    void anInvalidIndexIsMendedByARebuild() throws SQLException {
        makeTable("built", 200, 8);
        makeLeftover("create index concurrently built_v_hnsw_l2 on built using hnsw (v vector_l2_ops)");
        assertThat(given().header("Prefer", "wait=60").post("/api/indexes/built_v_hnsw_l2/rebuild").then()
                .statusCode(200).extract().jsonPath().getBoolean("index.valid")).isTrue();
    }

    @Test
    void onlyVectorIndexesAreDropped() {
        makeTable("built", 20, 4);
        assertThat(refusal(given().header("Prefer", "wait=60").delete("/api/indexes/built_pkey").then(), 404))
                .startsWith("There is no vector index 'built_pkey'");
        built(hnsw("built"));
        drop("built_v_hnsw_l2");
        assertThat(database.column("select indexname from pg_indexes where tablename = 'built'"))
                .containsExactly("built_pkey");
    }

    @Test
    void oddNamesAreQuoted() {
        database.execute("create schema \"odd \"\"schema\"", "create table " + ODD + " (\"my \"\"vector\" vector(3))",
                "insert into " + ODD + " select array[i, 1, 0]::vector from generate_series(1, 30) as i");
        Map<String, Object> index = hnsw(ODD_NAME, "column", "my \"vector", "name", "an \"index");
        assertThat(built(index).getString("index.name")).isEqualTo("odd \"schema.an \"index");
        String name = "odd \"schema.an \"index";
        assertThat(get("/api/indexes/{name}", name).jsonPath().getString("column")).isEqualTo("my \"vector");
        given().header("Prefer", "wait=60").post("/api/indexes/{name}/rebuild", name).then().statusCode(200);
        drop(name);
        assertThat(built(hnsw(ODD_NAME, "column", "my \"vector")).getString("index.name"))
                .isEqualTo("odd \"schema.a table's \"name\"_my \"vector_hnsw_l2");
    }

    @Test
    void nothingIsBuiltOnTheCustomersWhileARecipeIsActivated() throws InterruptedException {
        // As long as an activation works: its row, and a heartbeat that does not age.
        long activation = Long.parseLong(database
                .value("""
                        insert into job (kind, state, attempts, owner, heartbeat_at, started_at)
                        values ('activate-recipe', 'running', 1, gen_random_uuid(), now() + interval '1 hour', now()) returning id"""));
        try {
            Map<String, Object> index = hnsw("customer", "column", "embedding");
            String refused = start(index);
            await(refused, "state", "failed");
            assertThat(get(refused).jsonPath().getInt("error.status")).isEqualTo(409);
            assertThat(get(refused).jsonPath().getString("error.detail")).startsWith("A recipe is being activated");
            assertThat(database.value("select count(*) from pg_indexes where indexname = 'customer_embedding_hnsw_l2'"))
                    .isEqualTo("0");
        } finally {
            database.execute("delete from job where id = " + activation);
        }
        built(hnsw("customer", "column", "embedding"));
        drop("customer_embedding_hnsw_l2");
    }
}
