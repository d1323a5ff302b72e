package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

/** Sends files as a client of its own would, byte by byte as given. */
abstract class ImportTestSupport {

    static final String CSV = "text/csv";
    static final String NDJSON = "application/x-ndjson";

    private static final String NOTHING_OPEN = "0 staging tables, open transactions: none";

    @TestHTTPResource("/")
    URL base;

    @Inject
    TestDatabase database;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void removeAll() {
        database.execute("delete from customer");
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        String open = open();
        for (int i = 0; i < 100 && !open.equals(NOTHING_OPEN); i++) {
            Thread.sleep(50); // an upload that was cut off is noticed a moment later; others' transactions are short
            open = open();
        }
        assertThat(open).isEqualTo(NOTHING_OPEN);
    }

    private String open() {
        return database.value("""
                select (select count(*) from pg_class where relname ~ '^import_[0-9]+$' and relkind = 'r')
                    || ' staging tables, open transactions: '
                    || coalesce((select string_agg(concat_ws(' ', clock_timestamp() - xact_start, query), '; ')
                                   from pg_stat_activity where state like 'idle in transaction%'), 'none')""");
    }

    HttpRequest.Builder request(BodyPublisher body, String type, String query) {
        return HttpRequest.newBuilder(URI.create(base + "api/customers/import" + query))
                .timeout(Duration.ofSeconds(120)).header("Content-Type", type).POST(body);
    }

    HttpResponse<String> exchange(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException ended) {
            throw new AssertionError(ended);
        }
    }

    /** Sends a file and waits for the end of its job. */
    HttpResponse<String> send(byte[] file, String type, String query) {
        return exchange(request(BodyPublishers.ofByteArray(file), type, query).header("Prefer", "wait=100").build());
    }

    HttpResponse<String> send(String file, String type, String query) {
        return send(file.getBytes(StandardCharsets.UTF_8), type, query);
    }

    /** The finished job of a file that could be imported. */
    static JsonPath succeeded(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonPath job = JsonPath.from(response.body());
        assertThat(job.getString("kind")).isEqualTo("import");
        assertThat(job.getString("state")).isEqualTo("succeeded");
        return job;
    }

    JsonPath imported(String csv) {
        return succeeded(send(csv, CSV, ""));
    }

    /** Inserted, updated, unchanged, rejected. */
    static List<Long> counts(JsonPath job) {
        return List.of(job.getLong("result.inserted"), job.getLong("result.updated"), job.getLong("result.unchanged"),
                job.getLong("result.rejected"));
    }

    static String problem(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        return JsonPath.from(response.body()).getString("detail");
    }

    String problemOf(String csv) {
        return problem(400, send(csv, CSV, ""));
    }

    HttpResponse<String> get(String path) {
        return exchange(HttpRequest.newBuilder(URI.create(base + path)).build());
    }

    /** Line by line, without the header. */
    List<String> rejects(long job) {
        HttpResponse<String> response = get("api/jobs/" + job + "/rejects");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<String> lines = response.body().lines().toList();
        assertThat(lines.get(0)).isEqualTo("line,column,reason");
        return lines.subList(1, lines.size());
    }

    List<String> rejects(JsonPath job) {
        return rejects(job.getLong("id"));
    }

    long newestJob() {
        return Long.parseLong(database.value("select max(id) from job where kind = 'import'"));
    }

    /** Each as a JSON array, in the order of their keys. */
    List<String> customers() {
        return database.column("""
                select jsonb_build_array(external_id, age, income, is_active, gender, attributes)
                  from customer order by external_id""");
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
