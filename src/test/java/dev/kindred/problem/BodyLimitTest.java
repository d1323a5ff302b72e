package dev.kindred.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class BodyLimitTest {

    private static final int LIMIT = 64 << 20;
    private static final String DETAIL = "The body is larger than 67,108,864 bytes, the most that is read at once here.";

    @TestHTTPResource("/")
    URL base;

    private HttpResponse<String> send(BodyPublisher body) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(base + "api/customers"))
                .header("Content-Type", "application/json").POST(body).build(), BodyHandlers.ofString());
    }

    /** JSON of that many bytes: what is around a long text, or a long array. */
    private static byte[] json(int bytes, String start, char filling, String end) {
        byte[] json = new byte[bytes];
        Arrays.fill(json, (byte) filling);
        System.arraycopy(start.getBytes(), 0, json, 0, start.length());
        System.arraycopy(end.getBytes(), 0, json, bytes - end.length(), end.length());
        return json;
    }

    private static void assertTooLarge(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(JsonPath.from(response.body()).getString("detail")).isEqualTo(DETAIL);
    }

    @Test
    void aBodyThatSaysThatItIsTooLargeIsRefused() throws Exception {
        assertTooLarge(send(BodyPublishers.ofByteArray(json(LIMIT + 1, "{\"age\":30", ' ', "}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"age\":30", "{\"attributes\":{\"a\":[1",
            "{\"gender\":\"f\",\"attributes\":{\"b\":{\"c\":[[2"})
    void aBodyThatTurnsOutTooLargeIsRefusedWhereverItIs(String start) throws Exception {
        byte[] json = json(LIMIT + 1, start, ' ', "}");

        assertTooLarge(send(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json))));
    }

    @Test
    void aBodyOfJustTheLimitIsRead() throws Exception {
        byte[] json = json(LIMIT, "{\"age\":-1", ' ', "}");

        assertThat(send(BodyPublishers.ofByteArray(json)).body()).contains("age must be greater than or equal to 0.");
        assertThat(send(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json))).body())
                .contains("age must be greater than or equal to 0.");
    }

    @Test
    void aClientThatAsksBeforeItSendsIsSparedTheSending() throws Exception {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(9_000); // less than an answer after waiting for the body would take
            socket.getOutputStream()
                    .write(("POST /api/customers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n").getBytes());

            String answer = new String(socket.getInputStream().readAllBytes()); // the end: the connection is closed

            assertThat(answer).startsWith("HTTP/1.1 413").contains(DETAIL);
        }
    }
}
