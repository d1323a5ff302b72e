package dev.kindred.job;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;

@QuarkusTest
class JobResourceTest extends JobTestSupport {

    @TestHTTPResource("/")
    URL base;

    private static Response work(String body, String... prefer) {
        return given().contentType("application/json").body(body).headers("Prefer", prefer.length == 0
                ? "respond-async"
                : prefer[0]).post("/test/works");
    }

    @Test
    void answersWithTheJobWhereTheClientDoesNotWait() {
        Response response = work("{\"mark\": \"asynchronous\", \"steps\": 0}");

        assertThat(response.statusCode()).isEqualTo(202);
        JsonPath job = response.jsonPath();
        assertThat(job.getMap("")).containsOnlyKeys("id", "kind", "state", "progress", "phase", "result", "error",
                "createdAt", "startedAt", "finishedAt");
        assertThat(job.getString("kind")).isEqualTo("test-once");
        assertThat(response.header("Location")).isEqualTo(base + "api/jobs/" + job.getLong("id"));
        Job end = jobs.ended(job.getLong("id"), PATIENCE).await().indefinitely();
        assertThat(get(response.header("Location")).jsonPath().getString("finishedAt"))
                .isEqualTo(end.finishedAt().toString());
    }

    @Test
    void answersAsIfDoneInTheRequestWhereTheJobEndsInTime() {
        Response response = work("{\"mark\": \"made\", \"steps\": 1}", "respond-async, wait=30");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.header("Location")).isEqualTo(base + "test/works/made");
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(response.jsonPath().getString("mark")).isEqualTo("made");
    }

    @Test
    void answersWithTheJobAsItIsWhereItTakesLonger() {
        Response response = work("{\"mark\": \"slow\", \"steps\": 600}", "wait=1");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.jsonPath().getString("state")).isEqualTo("running");
        assertThat(response.time()).isBetween(1_000L, 3_000L);
        long id = response.jsonPath().getLong("id");
        assertThat(delete("/api/jobs/" + id).statusCode()).isEqualTo(202);
        assertThat(jobs.ended(id, PATIENCE).await().indefinitely().state()).isEqualTo(JobState.CANCELLED);
        assertThat(delete("/api/jobs/" + id).statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid", "NotFound", "Conflict", "Corrupted", "something"})
    void aWaitingClientGetsTheProblemOfARequest(String how) {
        Response direct = get("/test/works/failing/" + how);

        Response waited = work("{\"mark\": \"x\", \"steps\": 0, \"fail\": \"%s\"}".formatted(how), "wait=30");

        assertThat(waited.statusCode()).isEqualTo(direct.statusCode());
        assertThat(waited.contentType()).isEqualTo(direct.contentType()).startsWith("application/problem+json");
        for (String field : List.of("status", "title", "detail")) {
            assertThat(waited.jsonPath().getString(field)).isEqualTo(direct.jsonPath().getString(field));
        }
    }

    @Test
    void aWaitingClientHearsOfTheCancel() throws Exception {
        CountDownLatch gate = gate("cancelled");
        Thread canceller = new Thread(() -> {
            JsonPath running;
            do {
                running = get("/api/jobs?state=running&kind=test-once").jsonPath();
            } while (running.getList("items").isEmpty());
            delete("/api/jobs/" + running.getLong("items[0].id"));
        });
        canceller.start();

        Response response = work("{\"mark\": \"cancelled\", \"steps\": 0}", "wait=30");

        canceller.join();
        gate.countDown();
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.jsonPath().getString("detail")).matches("Job \\d+ was cancelled.");
    }

    @Test
    void anImpossibleWaitQueuesNothing() {
        String before = database.value("select count(*) from job");

        Response response = work("{\"mark\": \"x\", \"steps\": 0}", "wait=601");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.jsonPath().getString("detail")).isEqualTo("The header Prefer asks for wait=601; wait must "
                + "be a whole number of seconds from 0 to 600.");
        assertThat(database.value("select count(*) from job")).isEqualTo(before);
    }

    @Test
    void listsPageByPageAndByStateAndKind() {
        Job one = ended(jobs.submit("test-once", TestWork.Order.of("1", 0)));
        Job two = ended(jobs.submit("test-once", new TestWork.Order("2", 0, "Invalid", null)));
        Job three = ended(jobs.submit("test-twice", TestWork.Order.of("3", 0)));

        assertThat(ids("after=%d&limit=2".formatted(one.id() - 1))).containsExactly(one.id(), two.id());
        assertThat(get("/api/jobs?limit=2&after=" + (one.id() - 1)).jsonPath().getLong("next")).isEqualTo(two.id());
        assertThat(ids("state=failed&after=" + (one.id() - 1))).containsExactly(two.id());
        assertThat(ids("kind=test-twice&after=" + (one.id() - 1))).containsExactly(three.id());
        assertThat((Object) get("/api/jobs?after=" + two.id()).jsonPath().get("next")).isNull();
        assertThat(get("/api/jobs?kind=tests").jsonPath().getString("detail"))
                .startsWith("Unknown kind 'tests'; known kinds are activate-recipe, ")
                .contains("test-once, test-twice");
    }

    private static List<Long> ids(String query) {
        return get("/api/jobs?" + query).jsonPath().getList("items.id", Long.class);
    }

    @ParameterizedTest
    @CsvSource({"/api/jobs?state=done, 400", "/api/jobs?kind=tests, 400", "/api/jobs?limit=0, 400",
            "/api/jobs?limit=1001, 400",
            "/api/jobs?status=failed, 400", "/api/jobs/987654321, 404", "/api/jobs/987654321/events, 404"})
    void badRequestsGetAProblem(String address, int status) {
        Response response = get(address);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.jsonPath().getString("detail")).isNotBlank();
        assertThat(delete("/api/jobs/987654321").statusCode()).isEqualTo(404);
    }

    @Test
    void eventsTellOfRisingProgressAndEndWithTheJob() throws Exception {
        Job job = jobs.submit("test-once", TestWork.Order.of("followed", 15));

        List<String> lines = events(job);

        List<JsonPath> states = lines.stream().filter(line -> line.startsWith("data:"))
                .map(line -> JsonPath.from(line.substring("data:".length()))).toList();
        assertThat(states).hasSizeGreaterThan(4);
        assertThat(lines).contains("event:job");
        assertThat(states.stream().map(state -> state.getDouble("progress")).toList()).isSorted();
        assertThat(states.stream().map(state -> state.getString("state")).distinct().toList())
                .endsWith("running", "succeeded");
        assertThat(states.get(states.size() - 1).getString("result.mark")).isEqualTo("followed");
    }

    @Test
    void eventsOfAnEndedJobAreItsEnd() throws Exception {
        Job job = ended(jobs.submit("test-once", TestWork.Order.of("over", 0)));

        assertThat(events(job).stream().filter(line -> line.startsWith("data:"))).singleElement().asString()
                .contains("\"state\":\"succeeded\"");
    }

    private List<String> events(Job job) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "api/jobs/" + job.id() + "/events"))
                .header("Accept", "text/event-stream").timeout(Duration.ofSeconds(30)).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        return response.body().lines().toList();
    }

    @Test
    void metricsCountTheEndsByKindAndState() {
        ended(jobs.submit("test-twice", TestWork.Order.of("measured", 0)));

        assertThat(get("/q/metrics").asString())
                .containsPattern("kindred_job_seconds_count\\{kind=\"test-twice\",state=\"succeeded\",?\\} [1-9]");
    }
}
