package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Training is a job. */
@QuarkusTest
@TestProfile(EveryTable.class)
class TrainingJobTest {

    @Inject
    TestDatabase database;

    @BeforeEach
    void makeManyRows() {
        if (database.value("select to_regclass('public.many')") == null) {
            database.execute("select setseed(0.7)", """
                    create table many as
                    select i as id, random()::real as a, random()::real as b, random()::real as c, random()::real as d,
                           random()::real as e, random()::real as f, random()::real as g, random()::real as h
                      from generate_series(1, 300000) as i""", "alter table many add primary key (id)");
        }
    }

    private static ValidatableResponse submit(String body) {
        return given().contentType("application/json").body(body).post("/api/models").then();
    }

    /** Noise, many clusters and no tolerance: minutes of work. */
    private static int submitLong() {
        return submit("""
                {"name": "long", "table": "many", "clusters": 900, "tolerance": 0, "maxIterations": 100000}""")
                .statusCode(202).extract().jsonPath().getInt("id");
    }

    private static JsonPath awaitState(int id, String... states) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonPath job = get("/api/jobs/" + id).jsonPath();
        while (!List.of(states).contains(job.getString("state"))) {
            assertThat(System.nanoTime()).as("job %d is %s", id, job.getString("state")).isLessThan(deadline);
            Thread.sleep(20);
            job = get("/api/jobs/" + id).jsonPath();
        }
        return job;
    }

    @Test
    void withoutAWaitTheAnswerIsTheJobAndItsResultTheModel() throws InterruptedException {
        ValidatableResponse accepted = submit("""
                {"name": "queued", "table": "iris", "clusters": 3}""").statusCode(202);
        int id = accepted.extract().jsonPath().getInt("id");

        assertThat(accepted.extract().header("Location")).endsWith("/api/jobs/" + id);
        JsonPath job = awaitState(id, "succeeded", "failed");
        assertThat(job.getString("state")).isEqualTo("succeeded");
        assertThat(job.getString("kind")).isEqualTo("train");
        assertThat(job.getFloat("progress")).isEqualTo(1);
        assertThat(job.getString("result.name")).isEqualTo("queued");
        assertThat(get("/api/models/queued").jsonPath().getMap("$")).containsAllEntriesOf(
                job.getMap("result")).isEqualTo(job.getMap("result"));
    }

    @Test
    void sqlQueuesATrainingToo() throws InterruptedException {
        int id = Integer.parseInt(database.value("select kindred.train_kmeans('iris', '{}', 3, 'from-sql', 5)"));

        JsonPath job = awaitState(id, "succeeded", "failed");

        assertThat(job.getString("state")).isEqualTo("succeeded");
        assertThat(get("/api/models/from-sql").jsonPath().getInt("options.seed")).isEqualTo(5);
        assertThat(database.value("select count(*) from kindred.kmeans_centroids('from-sql')")).isEqualTo("3");
    }

    @Test
    void aRunningTrainingShowsProgressAndEndsSoonAfterItsCancel() throws InterruptedException {
        int id = submitLong();
        awaitState(id, "running");
        JsonPath job = get("/api/jobs/" + id).jsonPath();
        while (job.getString("phase") == null || !job.getString("phase").contains("iteration")) {
            Thread.sleep(50);
            job = get("/api/jobs/" + id).jsonPath();
            assertThat(job.getString("state")).isEqualTo("running");
        }
        assertThat(job.getFloat("progress")).isBetween(0.05f, 0.95f);

        String asked = database.value("select clock_timestamp()");
        given().delete("/api/jobs/" + id).then().statusCode(202);
        JsonPath cancelled = awaitState(id, "cancelled", "succeeded", "failed");

        assertThat(cancelled.getString("state")).isEqualTo("cancelled");
        // Within a second on a machine of its own; the rest is for a busy one.
        assertThat(database.value("select finished_at - '%s'::timestamptz < interval '3 s' from job where id = %d"
                .formatted(asked, id))).isEqualTo("t");
        get("/api/models/long").then().statusCode(404);
    }

    @Test
    void aViewThatIsLongInComingEndsSoonAfterTheCancelToo() throws InterruptedException {
        database.execute("drop view if exists slow",
                """
                        create view slow as
                        select i::float8 as a, -i::float8 as b from generate_series(1, 9) as i where pg_sleep(600) is not null""");
        int id = submit("""
                {"name": "slow", "table": "slow", "columns": ["a", "b"], "clusters": 3}""").statusCode(202).extract()
                .jsonPath().getInt("id");
        while (!database.value("select count(*) from pg_stat_activity where wait_event = 'PgSleep'").equals("1")) {
            assertThat(get("/api/jobs/" + id).jsonPath().getString("state")).isIn("queued", "running");
            Thread.sleep(20);
        }

        given().delete("/api/jobs/" + id).then().statusCode(202);

        assertThat(awaitState(id, "cancelled", "succeeded", "failed").getString("state")).isEqualTo("cancelled");
        database.execute("drop view slow");
    }

    @Test
    void aTableThatChangesDuringTheTrainingDoesNotChangeTheModel() throws InterruptedException {
        database.execute("drop table if exists changing", "create table changing as select * from many",
                "alter table changing add primary key (id)");
        String body = """
                {"name": "changing", "table": "changing", "clusters": 40, "seed": 1}""";
        String before = ModelResourceTest.train(body).statusCode(201).extract().jsonPath().getString("sha256");

        int id = submit(body).statusCode(202).extract().jsonPath().getInt("id");
        while (!String.valueOf(get("/api/jobs/" + id).jsonPath().getString("phase")).startsWith("restart")
                && !get("/api/jobs/" + id).jsonPath().getString("state").equals("succeeded")) {
            Thread.sleep(1);
        }
        database.execute("delete from changing where id % 2 = 0");

        assertThat(awaitState(id, "succeeded", "failed").getString("result.sha256")).isEqualTo(before);
        assertThat(ModelResourceTest.train(body).statusCode(201).extract().jsonPath().getString("sha256"))
                .isNotEqualTo(before);
    }

    @Test
    void trainingsOfOneNameAtOnceGetDifferentVersions() {
        List<CompletableFuture<Integer>> trainings = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ModelResourceTest.train("""
                        {"name": "at-once-trained", "table": "iris", "clusters": 3}""").statusCode(201).extract()
                        .jsonPath().getInt("version")))
                .toList();

        assertThat(trainings.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aFailedTrainingKeepsItsProblem() {
        database.execute("drop table if exists bad", "create table bad (x real)", "insert into bad values ('NaN')");

        int id = submit("""
                {"name": "bad", "table": "bad", "clusters": 1}""").statusCode(202).extract().jsonPath().getInt("id");
        ValidatableResponse waited = ModelResourceTest.train("""
                {"name": "bad", "table": "bad", "clusters": 1}""").statusCode(400);

        assertThat(get("/api/jobs/" + id).jsonPath().getString("state")).isEqualTo("failed");
        assertThat(get("/api/jobs/" + id).jsonPath().getString("error.detail")).startsWith("Column 'x' holds 1 value");
        assertThat(waited.extract().jsonPath().getString("detail")).startsWith("Column 'x' holds 1 value");
    }
}
