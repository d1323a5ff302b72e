package dev.kindred;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;

/** What /q/openapi tells of every endpoint. */
@QuarkusTest
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** What is written where a resource says nothing. */
    private static final Set<String> REASONS = Set.of("OK", "Created", "Accepted", "No Content");

    @Test
    void everyOperationHasASummaryAndAnAnswerOnSuccess() throws JsonProcessingException {
        assertThat(operations(document())).isNotEmpty().allSatisfy((name, operation) -> {
            assertThat(operation.path("summary").asText()).isNotBlank();
            assertThat(successes(operation)).isNotEmpty();
        });
    }

    @Test
    void everyAnswerOnSuccessHasADescriptionASchemaAndAnExample() throws JsonProcessingException {
        JsonNode document = document();

        assertThat(answers(document)).isNotEmpty().allSatisfy((name, answer) -> {
            assertThat(answer.path("description").asText()).isNotBlank().isNotIn(REASONS);
            if (!name.endsWith(" 204")) {
                assertThat(answer.path("content")).isNotEmpty()
                        .allSatisfy(content -> assertThat(content.path("schema")).isNotEmpty())
                        .anyMatch(content -> isBinary(content) || hasExample(document, content, new HashSet<>()));
            }
        });
    }

    /** As lines of a text leave behind that were joined by mistake. */
    @Test
    void noTextHasARunOfBlanks() throws JsonProcessingException {
        JsonNode document = document();

        assertThat(document.findValuesAsText("description")).hasSizeGreaterThan(100).allSatisfy(
                text -> assertThat(text).doesNotContain("  "));
        assertThat(document.findValuesAsText("summary")).isNotEmpty().allSatisfy(
                text -> assertThat(text).doesNotContain("  "));
    }

    private static JsonNode document() throws JsonProcessingException {
        return new ObjectMapper().readTree(get("/q/openapi?format=json").asString());
    }

    /** By names such as {@code get /api/iris}. */
    private static Map<String, JsonNode> operations(JsonNode document) {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.path("paths").properties().stream().filter(path -> path.getKey().startsWith("/api/"))
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> operations.put(operation.getKey() + ' ' + path.getKey(),
                                operation.getValue())));
        return operations;
    }

    /** By names such as {@code get /api/iris 200}. */
    private static Map<String, JsonNode> answers(JsonNode document) {
        Map<String, JsonNode> answers = new TreeMap<>();
        operations(document).forEach((name, operation) -> successes(operation)
                .forEach(answer -> answers.put(name + ' ' + answer.getKey(), answer.getValue())));
        return answers;
    }

    private static Collection<Map.Entry<String, JsonNode>> successes(JsonNode operation) {
        return operation.path("responses").properties().stream().filter(answer -> answer.getKey().startsWith("2"))
                .toList();
    }

    private static boolean isBinary(JsonNode content) {
        return content.at("/schema/format").asText().equals("binary");
    }

    /** Whether it has one itself, or what it is made of has. */
    private static boolean hasExample(JsonNode document, JsonNode node, Set<String> seen) {
        if (node.has("example") || node.has("examples")) {
            return true;
        }
        String reference = node.path("$ref").asText();
        if (seen.add(reference) && !reference.isEmpty()
                && hasExample(document, document.at(reference.substring(1)), seen)) {
            return true;
        }
        for (JsonNode part : node) {
            if (hasExample(document, part, seen)) {
                return true;
            }
        }
        return false;
    }
}
