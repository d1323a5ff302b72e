package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

@QuarkusTest
@TestProfile(OwnCustomers.class)
class NdjsonImportTest extends ImportTestSupport {

    private JsonPath importedLines(String lines) {
        return succeeded(send(lines, NDJSON, ""));
    }

    @Test
    void eachLineIsACustomer() {
        JsonPath job = importedLines(
                """
                        {"external_id": "a", "age": 34, "income": 5.2e4, "is_active": true, "gender": "female", "attributes": {"plan": "pro"}}

                        {"externalId": 4711, "isActive": false, "age": null, "tags": ["x", {"y": 1.50}], "attributes.n": 1e2, "id": 9}
                        {"external_id":"c"}""");

        assertThat(counts(job)).containsExactly(3L, 0L, 0L, 0L);
        assertThat(job.getList("result.ignoredColumns", String.class)).containsExactly("id");
        assertThat(customers()).containsExactly(
                "[\"4711\", null, null, false, null, {\"n\": 100, \"tags\": [\"x\", {\"y\": 1.50}]}]",
                "[\"a\", 34, 52000, true, \"female\", {\"plan\": \"pro\"}]", "[\"c\", null, null, null, null, {}]");
    }

    @Test
    void valuesKeepTheTypesThatJsonGivesThem() {
        importedLines("""
                {"external_id": "a", "x": 1.50, "y": [1], "z": null}
                {"external_id": "b", "x": "t", "y": 2, "z": 1}
                {"external_id": "c", "x": true, "y": 3, "z": 2}
                """);

        assertThat(database.column("select attributes from customer order by external_id")).containsExactly(
                "{\"x\": 1.50, \"y\": [1], \"z\": null}", "{\"x\": \"t\", \"y\": 2, \"z\": 1}",
                "{\"x\": true, \"y\": 3, \"z\": 2}");
        for (String format : List.of("csv", "ndjson")) {
            byte[] exported = get("/api/customers/export?format=" + format).body().getBytes(StandardCharsets.UTF_8);
            assertThat(counts(succeeded(send(exported, format.equals("csv") ? CSV : NDJSON, ""))))
                    .as("an export changes nothing").containsExactly(0L, 0L, 3L, 0L);
        }
    }

    @Test
    void aLineSaysNothingOfWhatItLeavesOutAndNullMeansUnknown() {
        importedLines("""
                {"external_id": "a", "age": 30, "income": 1, "gender": "f", "plan": "pro", "n": 1}
                {"external_id": "b", "age": 40, "income": 2, "gender": "m", "plan": "free", "n": 2}
                """);

        JsonPath job = importedLines("""
                {"external_id": "a", "age": 31}
                {"external_id": "b", "gender": null, "n": 3}
                """);

        assertThat(counts(job)).containsExactly(0L, 2L, 0L, 0L);
        assertThat(customers()).containsExactly("[\"a\", 31, 1, null, \"f\", {\"n\": 1, \"plan\": \"pro\"}]",
                "[\"b\", 40, 2, null, null, {\"n\": 3, \"plan\": \"free\"}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"external_id\": \"a\", | 1,,is not well-formed JSON at column 21",
            "nonsense | 1,,is not well-formed JSON at column 1",
            "[1] | 1,,must be a JSON object",
            "{\"external_id\": \"a\"} x | 1,,is not well-formed JSON at column 22",
            "{\"external_id\": \"a\"} {} | 1,,has more in it than one JSON object",
            "{\"age\": 1} | 1,external_id,\"is missing; an import needs it, to know the customer again\"",
            "{\"external_id\": true} | 1,external_id,\"must be a string, but is true or false\"",
            "{\"external_id\": \"a\", \"age\": \"34\"} | 1,age,\"must be a number, but is a string\"",
            "{\"external_id\": \"a\", \"age\": -1} | 1,age,\"must be a whole number from 0 to 150, but is '-1'\"",
            "{\"external_id\": \"a\", \"is_active\": 1} | 1,is_active,\"must be true or false, but is a number\"",
            "{\"external_id\": \"a\", \"attributes\": []} | 1,attributes,\"must be an object, but is an array\"",
            "{\"external_id\": \"a\", \"gender\": {}} | 1,gender,\"must be a string, but is an object\"",
            "{\"external_id\": \"a\", \"externalId\": \"b\"} | 1,external_id,is there twice",
            "{\"external_id\": \"a\", \"x\": 1, \"x\": 2} | 1,,names a field twice",
            "{\"external_id\": \"a\", \"x\": {\"y\": 1e400}} | 1,x,the number '1e400' is beyond what a double holds",
            "{\"external_id\": \"a\", \"x\": 0e-99999} | 1,x,the number '0e-99999' is beyond what a double holds",
            "{\"external_id\": \"a\", \"x\": [-0.0E+16384]} | 1,x,the number '-0.0E+16384' is beyond what a double holds",
            "{\"external_id\": \"a\", \"x\\u0000y\": 1} | 1,x�y,\"the name of an attribute holds the character U+0000, which PostgreSQL can't store; is it the file's charset?\"",
            "{\"external_id\": \"\\u0000\"} | 1,external_id,\"holds the character U+0000, which PostgreSQL can't store; is it the file's charset?\""})
    void aLineThatCannotBeUsedIsReportedAndTheOthersGoOn(String line, String expected) {
        JsonPath job = importedLines(line + "\n{\"external_id\": \"good\"}\n");

        assertThat(rejects(job)).containsExactly(expected);
        assertThat(counts(job)).containsExactly(1L, 0L, 0L, 1L);
        assertThat(database.column("select external_id from customer")).containsExactly("good");
    }

    @Test
    void deepNestingIsAReject() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        assertThat(rejects(importedLines("{\"external_id\": \"a\", \"x\": " + deep + "}\n")))
                .containsExactly("1,x,is nested more than 100 deep");
        imported100Deep();
        byte[] exported = get("/api/customers/export?format=ndjson").body().getBytes(StandardCharsets.UTF_8);
        assertThat(counts(succeeded(send(exported, NDJSON, "")))).containsExactly(0L, 0L, 1L, 0L);
    }

    private void imported100Deep() {
        String deep = "[".repeat(100) + "]".repeat(100);
        assertThat(counts(importedLines("{\"external_id\": \"a\", \"x\": " + deep + "}\n")))
                .containsExactly(1L, 0L, 0L, 0L);
    }

    @Test
    void latin1IsReportedLineByLine() {
        byte[] file = "{\"external_id\": \"a\", \"city\": \"Zürich\"}\n{\"external_id\": \"b\"}\n"
                .getBytes(StandardCharsets.ISO_8859_1);

        JsonPath job = succeeded(send(file, NDJSON, ""));

        assertThat(rejects(job)).containsExactly("1,,\"is not UTF-8, as JSON must be\"");
        assertThat(problem(400, send(file, NDJSON + "; charset=ISO-8859-1", "")))
                .isEqualTo("JSON is always UTF-8, but the Content-Type says charset=ISO-8859-1.");
    }

    @ParameterizedTest
    @ValueSource(ints = {65_500, 65_535, 65_536, 65_537, 200_000})
    void linesOfAnyLengthAreCutRight(int length) {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < 4; row++) {
            String start = "{\"external_id\": \"%d\", \"note\": \"".formatted(row);
            lines.append(start).append("x".repeat(length - start.length() - 2)).append("\"}\n");
        }

        assertThat(counts(importedLines(lines.toString()))).containsExactly(4L, 0L, 0L, 0L);
    }

    @Test
    void aLineWithoutEndIsRefused() {
        assertThat(problem(400, send("{\"external_id\": \"a\"}\n" + "x".repeat(9 << 20), NDJSON, "")))
                .isEqualTo("Line 2 is longer than 8 MB; nothing was imported.");
        assertThat(customers()).isEmpty();
    }
}
