package dev.kindred.audience;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class AudienceResourceTest extends AudienceTestSupport {

    private static final String BODY = """
            {"name": "%s", "seeds": {"ids": [1, 2, 3]}, "size": 40}""";

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    void plantCustomers() {
        plant(1, 200, 1, 0, 0, 0, 0, 0, 0);
    }

    private static JsonPath await(int job, String... states) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        JsonPath now = get("/api/jobs/" + job).jsonPath();
        while (!List.of(states).contains(now.getString("state"))) {
            assertThat(System.nanoTime()).as("job is %s", now.getString("state")).isLessThan(deadline);
            Thread.sleep(20);
            now = get("/api/jobs/" + job).jsonPath();
        }
        return now;
    }

    @Test
    void anAudienceIsMadeShownListedAndRemoved() {
        ValidatableResponse created = create(BODY.formatted("first")).statusCode(201);
        assertThat(created.extract().header("Location")).endsWith("/api/audiences/first");
        JsonPath shown = show("first");

        assertThat(shown.getMap("$")).isEqualTo(created.extract().jsonPath().getMap("$"));
        assertThat(shown.getInt("size")).isEqualTo(40);
        assertThat(shown.getMap("definition")).containsEntry("metric", "l2").containsEntry("strategy", "centroid")
                .containsEntry("unlikeWeight", 0.5f).doesNotContainKeys("unlike", "filter");
        assertThat(shown.getLong("candidates")).isEqualTo(197);
        assertThat(shown.getString("recipeHash"))
                .isEqualTo(database.value("select hash from recipe where name = 'customer' and active"));
        assertThat(shown.getString("curve.reason")).contains("at least 10 seeds").contains("there are 3");

        create(BODY.formatted("second")).statusCode(201);
        JsonPath page = get("/api/audiences?limit=1").jsonPath();
        assertThat(page.getList("items.name")).containsExactly("first");
        assertThat(get("/api/audiences?after=" + page.getString("next")).jsonPath().getList("items.name"))
                .containsExactly("second");

        given().delete("/api/audiences/first").then().statusCode(204);
        given().delete("/api/audiences/first").then().statusCode(404);
        get("/api/audiences/first").then().statusCode(404);
        get("/api/audiences/first/members").then().statusCode(404);
        refresh("first").statusCode(404);
        assertThat(database.value("select count(*) from audience_member")).isEqualTo("40");
    }

    @Test
    void withoutAWaitTheAnswerIsTheJob() throws InterruptedException {
        JsonPath job = given().contentType("application/json").body("""
                {"name": "queued", "seeds": {"ids": [1]}}""").post("/api/audiences").then().statusCode(202).extract()
                .jsonPath();

        JsonPath ended = await(job.getInt("id"), "succeeded", "failed");
        assertThat(ended.getString("state")).isEqualTo("succeeded");
        assertThat(ended.getString("kind")).isEqualTo("audience");
        assertThat(ended.getInt("result.size")).isEqualTo(199); // of 1,000 at most
    }

    @Test
    void membersComeAsCsvAndAsNdjsonInTheOrderOfTheirRanks() {
        database.execute("update customer set external_id = e'a,\"b\"\\n\\\\ü' where id = 10",
                "update customer set external_id = null where id = 11",
                "update customer set embedding = (select embedding from customer where id = 1) where id in (10, 11)");
        create("""
                {"name": "file", "seeds": {"ids": [1]}, "size": 25}""").statusCode(201);

        ValidatableResponse csv = get("/api/audiences/file/members").then().statusCode(200);
        assertThat(csv.extract().header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(csv.extract().header("Content-Disposition")).contains("file-members.csv");
        assertThat(csv.extract().asString())
                .startsWith("rank,score,customer_id,external_id\n1,0,10,\"a,\"\"b\"\"\n\\ü\"\n2,0,11,\n3,");

        ValidatableResponse ndjson = get("/api/audiences/file/members?format=ndjson").then().statusCode(200);
        assertThat(ndjson.extract().header("Content-Type")).startsWith("application/x-ndjson");
        List<String> lines = ndjson.extract().asString().lines().toList();
        assertThat(lines).hasSize(25);
        assertThat(new JsonPath(lines.get(0)).getMap("$")).containsEntry("rank", 1).containsEntry("customer_id", 10)
                .containsEntry("external_id", "a,\"b\"\n\\ü");
        assertThat(new JsonPath(lines.get(1)).getMap("$")).containsEntry("external_id", null);

        assertThat(get("/api/audiences/file/members?format=xml").then().statusCode(400).extract().jsonPath()
                .getString("detail")).contains("known formats are csv, ndjson");
    }

    @Test
    void membersBringTheFieldsAskedFor() {
        database.execute(
                "update customer set attributes = '{\"plan\": \"p,1\", \"n\": 2}', gender = '', external_id = null,"
                        + " embedding = (select embedding from customer where id = 1) where id = 10");
        create("""
                {"name": "fields", "seeds": {"ids": [1]}, "size": 25}""").statusCode(201);

        String path = "/api/audiences/fields/members?fields=age,gender,attributes.plan,attributes.n";
        String csv = get(path).then().statusCode(200).extract().asString();
        assertThat(csv).startsWith("rank,score,customer_id,external_id,age,gender,attributes.plan,attributes.n\n"
                + "1,0,10,,10,\"\",\"p,1\",2\n2,");
        assertThat(csv.lines()).hasSize(26);
        List<String> lines = get(path + "&format=ndjson").then().statusCode(200).extract().asString().lines().toList();
        assertThat(lines).hasSize(25);
        assertThat(new JsonPath(lines.get(0)).getMap("$")).containsEntry("rank", 1).containsEntry("customer_id", 10)
                .containsEntry("age", 10).containsEntry("attributes", Map.of("plan", "p,1", "n", 2));

        assertThat(
                get("/api/audiences/fields/members?fields=external_id,age").then().statusCode(200).extract().asString())
                .as("a column of its own is there once").startsWith("rank,score,customer_id,external_id,age\n");
        assertThat(get("/api/audiences/fields/members?fields=shoe_size").then().statusCode(400).extract().jsonPath()
                .getString("detail")).contains("shoe_size");
    }

    @Test
    void aClientThatGoesAwayGivesTheConnectionBack() throws Exception {
        create("""
                {"name": "left", "seeds": {"ids": [1]}, "size": 190}""").statusCode(201);
        database.execute("update customer set external_id = id || repeat('x', 90)");
        long before = dataSource.getMetrics().activeCount();
        for (int attempt = 0; attempt < 30; attempt++) {
            try (Socket socket = new Socket("localhost", RestAssured.port)) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write("GET /api/audiences/left/members HTTP/1.1\r\nHost: here\r\n\r\n".getBytes());
                socket.getOutputStream().flush();
                assertThat(socket.getInputStream().read()).isNotNegative();
            }
        }
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (dataSource.getMetrics().activeCount() > before && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(dataSource.getMetrics().activeCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void anOldNameIsRefusedAndPointsToTheRefresh() {
        create(BODY.formatted("taken")).statusCode(201);

        assertThat(create(BODY.formatted("taken")).statusCode(409).extract().jsonPath().getString("detail"))
                .contains("/api/audiences/taken/refresh");
    }

    @Test
    void ofSeveralAtOnceWithOneNameExactlyOneIsMade() {
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture
                        .supplyAsync(() -> create(BODY.formatted("at-once")).extract().statusCode()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join)).containsOnlyOnce(201)
                .filteredOn(status -> status == 409).hasSize(5);
        assertThat(database.value("select count(*) from audience_member")).isEqualTo("40");
    }

    @Test
    void aJobThatWaitsForTheDatabaseEndsSoonAfterItsCancel() throws SQLException, InterruptedException {
        int job;
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table customer in access exclusive mode");
            job = given().contentType("application/json").body(BODY.formatted("cancelled")).post("/api/audiences")
                    .then().statusCode(202).extract().jsonPath().getInt("id");
            await(job, "running");
            Thread.sleep(200); // into the wait for the lock
            long asked = System.nanoTime();
            given().delete("/api/jobs/" + job).then().statusCode(202);
            assertThat(await(job, "cancelled", "failed", "succeeded").getString("state")).isEqualTo("cancelled");
            assertThat(System.nanoTime() - asked).isLessThan(3_000_000_000L); // a second, and room for a busy machine
            other.rollback();
        }
        get("/api/audiences/cancelled").then().statusCode(404);
        create(BODY.formatted("cancelled")).statusCode(201);
    }

    @Test
    void aDeletedCustomerLeavesItsAudiences() {
        create(BODY.formatted("shrinking")).statusCode(201);
        long best = memberIds("shrinking").get(0);

        given().delete("/api/customers/" + best).then().statusCode(204);

        assertThat(memberIds("shrinking")).hasSize(39).doesNotContain(best);
        database.execute("delete from customer where id in (select customer_id from audience_member where rank > 20)");
        assertThat(get("/api/audiences/shrinking/members").then().statusCode(409).extract().jsonPath()
                .getString("detail")).contains("Only 19 members").contains("at least 25");
        get("/api/audiences/shrinking/changes").then().statusCode(409);
    }
}
