package dev.kindred.assignment;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** The job that labels a table. */
@QuarkusTest
@TestProfile(EveryTable.class)
class AssignTest {

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture fixture;

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    void plantCustomers() {
        fixture.reset();
        fixture.plant(300);
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
        database.execute("drop schema if exists assign_test cascade",
                "delete from kmeans_model where table_name like 'assign_test.%'");
        assertThat(database.value("select count(*) from assigned_model where job_id is not null")).isEqualTo("0");
        assertThat(database.value("select count(*) from assignment_late")).isEqualTo("0");
    }

    private static List<Long> counts(JsonPath answer) {
        return List.of(answer.getLong("rows"), answer.getLong("skippedRows"), answer.getLong("added"),
                answer.getLong("changed"), answer.getLong("removed"));
    }

    @Test
    void everyRowGetsTheSegmentOfItsNearestCentroid() {
        long model = fixture.trainCustomers("kinds");

        JsonPath answer = fixture.assign("kinds");

        fixture.requireLabelsOfAll(model);
        assertThat(counts(answer)).containsExactly(300L, 0L, 300L, 0L, 0L);
        assertThat(answer.getString("model")).isEqualTo("kinds");
        assertThat(answer.getInt("version")).isEqualTo(1);
        assertThat(answer.getList("segments.rows", Integer.class)).containsExactly(100, 100, 100);
        assertThat(answer.getList("segments.segment.id", Long.class).stream().map(String::valueOf).toList())
                .isEqualTo(database.column("select segment_id from model_segment where model_id = %d order by cluster"
                        .formatted(model)));
        assertThat(answer.getDouble("seconds")).isPositive();
    }

    @Test
    void anotherAssignmentWritesOnlyWhatDiffers() {
        long model = fixture.trainCustomers("again");
        fixture.assign("again");
        String before = database.value("select string_agg(ctid::text || xmin, ',' order by row_key) from assignment "
                + "where model_id = " + model);

        assertThat(counts(fixture.assign("again"))).containsExactly(300L, 0L, 0L, 0L, 0L);
        assertThat(database.value("select string_agg(ctid::text || xmin, ',' order by row_key) from assignment "
                + "where model_id = " + model)).isEqualTo(before);

        String vector = "(select embedding from customer where id = 1)";
        database.execute("update customer set embedding = " + vector + " where id in (2, 3)",
                "delete from customer where id in (4, 5, 6)",
                "insert into customer (id, embedding) values (1000, " + vector + ")");
        assertThat(counts(fixture.assign("again"))).containsExactly(298L, 0L, 1L, 2L, 3L);
        fixture.requireLabelsOfAll(model);
    }

    @Test
    void cosineModelsAreAssignedByDirection() {
        database.execute("create schema assign_test", "create table assign_test.ray (id text primary key, v vector(2))",
                """
                        insert into assign_test.ray
                        select 'r' || i, array[i * cos(a), i * sin(a)]::real[]::vector
                          from generate_series(1, 60) as i, lateral (select (i % 3) * 2 + random() / 10 as a) as angle""",
                "insert into assign_test.ray values ('unknown', null)");
        long model = fixture.train("""
                {"name": "rays", "table": "assign_test.ray", "columns": ["v"], "clusters": 3, "metric": "cosine"}""");
        database.execute("insert into assign_test.ray values ('zero', '[0,0]')");

        assertThat(counts(fixture.assign("rays"))).containsExactly(60L, 2L, 60L, 0L, 0L);
        assertThat(database.value("""
                select count(*) from assign_test.ray r join assignment a on a.model_id = %d and a.row_key = r.id
                  join model_segment s on s.model_id = a.model_id and s.segment_id = a.segment_id
                  join kmeans_centroid c on c.model_id = a.model_id and c.cluster = s.cluster
                 where s.cluster = kindred.predict_kmeans(a.model_id, r.v)
                   and abs(a.distance - (r.v <=> c.centroid)) < 1e-6""".formatted(model))).isEqualTo("60");

        database.execute("update assign_test.ray set v = '[0,0]' where id = 'r1'",
                "update assign_test.ray set v = null where id = 'r2'");
        assertThat(counts(fixture.assign("rays"))).containsExactly(58L, 4L, 0L, 0L, 2L);
        assertThat(fixture.segmentOf(model, "r1")).isNull();
        assertThat(fixture.segmentOf(model, "r2")).isNull();
    }

    @Test
    void aKeyOfSeveralColumnsIsAJsonArray() {
        database.execute("create schema assign_test",
                """
                        create table assign_test.pair (b text, a integer, distance real, segment_id real, primary key (b, a))""",
                "insert into assign_test.pair select 'x\"' || i % 2, i, i, i * i from generate_series(1, 20) as i");
        long model = fixture
                .train("""
                        {"name": "pairs", "table": "assign_test.pair", "columns": ["distance", "segment_id"], "clusters": 2}""");

        fixture.assign("pairs");
        assertThat(counts(fixture.assign("pairs"))).containsExactly(20L, 0L, 0L, 0L, 0L);

        assertThat(database.value("""
                select count(*) from assign_test.pair p
                  join assignment a on a.model_id = %d and a.row_key::jsonb = jsonb_build_array(p.b, p.a)"""
                .formatted(model))).isEqualTo("20");
    }

    @Test
    void withoutAPrimaryKeyThereIsNoJob() {
        database.execute("create schema assign_test",
                "create table assign_test.keyless as select random() as x, random() as y from generate_series(1, 9)",
                "create view assign_test.seen as select id, age::real, income from customer");
        fixture.train("{\"name\": \"keyless\", \"table\": \"assign_test.keyless\", \"clusters\": 2}");
        fixture.train("{\"name\": \"seen\", \"table\": \"assign_test.seen\", \"clusters\": 2}");
        String jobs = database.value("select count(*) from job");

        assertThat(fixture.problem("keyless", 400)).contains("'assign_test.keyless' has no primary key");
        assertThat(fixture.problem("seen", 400)).contains("'assign_test.seen' has no primary key");
        assertThat(database.value("select count(*) from job")).isEqualTo(jobs);
    }

    @Test
    void aModelOfAChangedRecipeOrNoneIsRefused() {
        fixture.trainCustomers("stale");
        database.execute("update recipe set features = jsonb_set(features, '{0,weight}', '3')");

        assertThat(fixture.problem("stale", 409)).contains("Model 'stale' version 1 was trained on");
        assertThat(fixture.problem("nowhere", 404)).contains("nowhere");
        assertThat(fixture.problem("stale@7", 404)).contains("7");
    }

    @Test
    void aValueThatIsNoNumberIsNamed() {
        database.execute("create schema assign_test", "create table assign_test.odd (id integer primary key, x real)",
                "insert into assign_test.odd select i, i from generate_series(1, 9) as i");
        fixture.train("{\"name\": \"odd\", \"table\": \"assign_test.odd\", \"columns\": [\"x\"], \"clusters\": 2}");
        database.execute("insert into assign_test.odd values (10, 'NaN')");

        assertThat(fixture.problem("odd", 400)).startsWith("Column 'x' holds 1 value(s) that are NaN");
        database.execute("delete from assign_test.odd where id = 10");
        fixture.assign("odd");
    }

    @Test
    void aNameIsResolvedWhenTheRequestIsMade() throws Exception {
        long first = fixture.trainCustomers("moving");
        int job;
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table customer in access exclusive mode"); // the job waits here
            job = given().post("/api/models/moving/assign").then().statusCode(202).extract().jsonPath().getInt("id");
            database.execute(
                    "insert into kmeans_model (name, version, table_name, columns, clusters, dimensions, seed, rows, "
                            + "skipped_rows, inertia, iterations, seconds, model, sha256) values ('moving', 2, 'customer', '{age}', 1, 1, "
                            + "0, 1, 0, 0, 1, 0, '', '')");
            other.rollback();
        }
        awaitEnd(job);

        assertThat(get("/api/jobs/" + job).jsonPath().getInt("result.version")).isEqualTo(1);
        assertThat(database.column("select distinct model_id from assignment")).containsExactly(Long.toString(first));
    }

    @Test
    void ofTwoAtOnceTheSecondIsToldOfTheFirst() throws Exception {
        fixture.trainCustomers("busy");
        int job;
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table customer in access exclusive mode");
            job = given().post("/api/models/busy/assign").then().statusCode(202).extract().jsonPath().getInt("id");
            awaitValue("select count(*) from assigned_model where job_id = " + job, "1");
            String detail = given().post("/api/models/busy/assign").then().statusCode(409).extract().jsonPath()
                    .getString("detail");
            assertThat(detail).startsWith("Job %d is assigning model 'busy' version 1".formatted(job));
            other.rollback();
        }
        awaitEnd(job);
        assertThat(get("/api/jobs/" + job).jsonPath().getString("state")).isEqualTo("succeeded");
        fixture.assign("busy");
    }

    @Test
    void aCancelledAssignmentEndsSoonAndLeavesTheOldLabels() throws Exception {
        long model = fixture.trainCustomers("cancelled");
        fixture.assign("cancelled");
        List<String> before = fixture.labels(model);
        database.execute("update customer set embedding = (select embedding from customer where id = 1)");
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table customer in access exclusive mode");
            int job = given().post("/api/models/cancelled/assign").then().statusCode(202).extract().jsonPath()
                    .getInt("id");
            awaitValue("select count(*) from assigned_model where job_id = " + job, "1");
            Thread.sleep(200); // into the wait for the lock
            long asked = System.nanoTime();
            given().delete("/api/jobs/" + job).then().statusCode(202);
            awaitEnd(job);
            assertThat(System.nanoTime() - asked).isLessThan(3_000_000_000L); // a second, and room for a busy machine
            assertThat(get("/api/jobs/" + job).jsonPath().getString("state")).isEqualTo("cancelled");
            other.rollback();
        }
        assertThat(fixture.labels(model)).isEqualTo(before);
        assertThat(counts(fixture.assign("cancelled")).get(3)).isGreaterThanOrEqualTo(200);
    }

    /** A trigger keeps the job waiting when all its labels are written. */
    @Test
    void readersSeeTheOldLabelsUntilTheNewOnesAreCommitted() throws Exception {
        long model = fixture.trainCustomers("whole");
        fixture.assign("whole");
        List<String> before = fixture.labels(model);
        database.execute("update customer set embedding = (select embedding from customer where id = 1)", """
                create function public.hold_assigned_model() returns trigger language plpgsql as
                'begin perform pg_advisory_xact_lock_shared(4712); return new; end'""", """
                create trigger held before update of assigned_at on assigned_model
                    for each row execute function public.hold_assigned_model()""");
        int job;
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(4712)");
            job = given().post("/api/models/whole/assign").then().statusCode(202).extract().jsonPath().getInt("id");
            awaitValue("select count(*) from pg_locks where locktype = 'advisory' and objid = 4712 and not granted",
                    "1");
            assertThat(fixture.labels(model)).isEqualTo(before);
            other.rollback();
            awaitEnd(job);
        } finally {
            database.execute("drop trigger held on assigned_model", "drop function public.hold_assigned_model()");
        }
        assertThat(database.column("select distinct segment_id from assignment where model_id = " + model))
                .containsExactly(fixture.segmentOf(model, 1));
        assertThat(fixture.labels(model)).hasSize(300);
    }

    @Test
    void theLabelsOfADeletedModelGo() {
        long model = fixture.trainCustomers("gone");
        fixture.assign("gone");

        database.execute("delete from kmeans_model where id = " + model);

        assertThat(fixture.labels(model)).isEmpty();
        assertThat(database.value("select count(*) from assigned_model where model_id = " + model)).isEqualTo("0");
    }

    private void awaitValue(String query, String expected) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!database.value(query).equals(expected)) {
            assertThat(System.nanoTime()).as(query).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private void awaitEnd(int job) throws InterruptedException {
        awaitValue("select state not in ('queued', 'running') from job where id = " + job, "t");
    }
}
