package dev.kindred.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.restassured.RestAssured;

import dev.kindred.neighbor.Metric;

/** Asks the running service for {@link TestCustomers}, thousands of times: by a client that costs less than RestAssured. */
final class SimilarRequests {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private SimilarRequests() {}

    /**
     * What is asked.
     *
     * @param minRecall null for the default
     */
    record Asked(Metric metric, int limit, TestCustomers.Kept kept, Double minRecall) {

        private String query() {
            return "metric=%s&limit=%d&fields=id%s%s".formatted(metric.code(), limit,
                    kept.rsql() == null
                            ? ""
                            : "&filter=" + URLEncoder.encode(kept.rsql(), StandardCharsets.UTF_8),
                    minRecall == null ? "" : "&minRecall=" + minRecall);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(List<Found> neighbors, Search search) {

        /** The rows of the neighbours. */
        int[] rows() {
            return neighbors.stream().mapToInt(found -> (int) found.id() - 1).toArray();
        }

        double[] distances() {
            return neighbors.stream().mapToDouble(Found::distance).toArray();
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Found(long id, double distance) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Search(String mode, String index, Integer efSearch, Integer probes, Double expectedRecall, String reason) {}

    /** The neighbours of a stored row. */
    static Answer ofRow(int row, Asked asked) {
        return send(HttpRequest.newBuilder(uri("/api/customers/%d/similar?%s".formatted(row + 1, asked.query()))));
    }

    /** The neighbours of a vector that is not stored. */
    static Answer ofVector(float[] vector, Asked asked) {
        String attributes = IntStream.range(0, vector.length).mapToObj(i -> "\"f%d\": %s".formatted(i, vector[i]))
                .collect(Collectors.joining(",", "{", "}"));
        return send(HttpRequest.newBuilder(uri("/api/customers/similar?" + asked.query()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"attributes\": %s}".formatted(attributes))));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(RestAssured.port, path));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JSON.readValue(response.body(), Answer.class);
        } catch (IOException failure) {
            throw new AssertionError(failure.getMessage(), failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interruption);
        }
    }
}
