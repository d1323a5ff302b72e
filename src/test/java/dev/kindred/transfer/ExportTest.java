package dev.kindred.transfer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

@QuarkusTest
class ExportTest {

    private static final String NOTHING_KNOWN = "insert into customer (embedding) values ('[0,0,0,0,0,0]')";

    @Inject
    TestDatabase database;

    @Inject
    ObjectMapper json;

    @BeforeEach
    void removeAll() {
        database.execute("delete from customer");
    }

    private static ValidatableResponse export(String... parameters) {
        var request = given();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get("/api/customers/export").then();
    }

    private static String body(String... parameters) {
        return new String(export(parameters).statusCode(200).extract().asByteArray(),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private void insert(int id, String externalId, String values) {
        database.execute(
                """
                        insert into customer (id, external_id, age, income, is_active, gender, attributes, created_at, updated_at,
                                              embedding)
                        values (%d, %s, %s, '2026-01-31T12:00:00Z', '2026-02-01T00:00:00.123456Z', '[0,0,0,0,0,0]')"""
                        .formatted(id, externalId, values));
    }

    @Test
    void csvHoldsAllColumnsButTheVector() {
        insert(7, "'crm-1'", "34, 1e10, true, 'female', '{\"plan\": \"pro\", \"n\": [1]}'");
        insert(8, "null", "null, null, null, null, '{}'");

        ValidatableResponse answer = export().statusCode(200);

        assertThat(answer.extract().header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(answer.extract().header("Content-Disposition")).isEqualTo("attachment; filename=\"customers.csv\"");
        assertThat(answer.extract().asString()).isEqualTo("""
                id,external_id,age,income,is_active,gender,attributes,created_at,updated_at\r
                7,crm-1,34,10000000000,true,female,"{""n"": [1], ""plan"": ""pro""}",2026-01-31T12:00:00Z,\
                2026-02-01T00:00:00.123456Z\r
                8,,,,,,{},2026-01-31T12:00:00Z,2026-02-01T00:00:00.123456Z\r
                """);
    }

    @Test
    void ndjsonHoldsTheSameUnderTheNamesOfTheColumns() throws Exception {
        insert(7, "'crm-1'", "34, 52000.5, true, 'female', '{\"plan\": \"pro\", \"n\": [1, null, {\"a\": 1e400}]}'");
        insert(8, "null", "null, null, null, null, '{}'");

        ValidatableResponse answer = export("format", "ndjson").statusCode(200);

        assertThat(answer.extract().header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(answer.extract().header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"customers.ndjson\"");
        assertThat(answer.extract().asString()).isEqualTo("""
                {"id":7,"external_id":"crm-1","age":34,"income":52000.5,"is_active":true,"gender":"female",\
                "attributes":{"n": [1, null, {"a": %s}], "plan": "pro"},"created_at":"2026-01-31T12:00:00Z",\
                "updated_at":"2026-02-01T00:00:00.123456Z"}
                {"id":8,"external_id":null,"age":null,"income":null,"is_active":null,"gender":null,"attributes":{},\
                "created_at":"2026-01-31T12:00:00Z","updated_at":"2026-02-01T00:00:00.123456Z"}
                """.formatted("1" + "0".repeat(400)));
    }

    @Test
    void attributesAreColumnsOfTheirOwnWhereAskedFor() {
        insert(1, "'a'", "1, 1, true, 'x', '{\"plan\": \"pro\", \"n\": 1.50}'");
        insert(2, "'b'", "1, 1, true, 'x', '{\"plan\": \"\", \"n\": null}'");
        insert(3, "'c'", "1, 1, true, 'x', '{\"plan\": [\"pro\", \"x,y\"], \"n\": false}'");

        assertThat(body("fields", "externalId,attributes.plan,attributes.n")).isEqualTo("""
                external_id,attributes.plan,attributes.n\r
                a,pro,1.50\r
                b,"",\r
                c,"[""pro"", ""x,y""]",false\r
                """);
        assertThat(body("format", "ndjson", "fields", "isActive,attributes.plan,attributes.n", "filter", "id<3"))
                .isEqualTo("""
                        {"is_active":true,"attributes":{"plan":"pro","n":1.50}}
                        {"is_active":true,"attributes":{"plan":"","n":null}}
                        """);
    }

    @Test
    void whateverATextHoldsComesBack() throws Exception {
        List<String> texts = List.of("plain", "a,b", "say \"hi\"", "two\r\nlines", "\n", " spaces ", "=1+1",
                "é漢😀\u202e",
                "#comment", "\\", "'", "\t", "NULL", "null", "\"", "a;b", "\uFEFFbom");
        for (int i = 0; i < texts.size(); i++) {
            String quoted = "'" + texts.get(i).replace("'", "''") + "'";
            insert(i, quoted, "1, 1, true, %s, jsonb_build_object('text', %s)".formatted(quoted, quoted));
        }

        List<CsvRecord> records = CsvReader.builder().ofCsvRecord(body("fields", "external_id,gender,attributes.text"))
                .stream().toList();
        String[] lines = body("format", "ndjson").split("\n");

        assertThat(records).hasSize(texts.size() + 1);
        assertThat(lines).hasSize(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            assertThat(records.get(i + 1).getFields()).containsOnly(texts.get(i)).hasSize(3);
            JsonNode object = json.readTree(lines[i]);
            assertThat(object.get("external_id").textValue()).isEqualTo(texts.get(i));
            assertThat(object.at("/attributes/text").textValue()).isEqualTo(texts.get(i));
        }
    }

    @Test
    void unknownAndEmptyKeepApart() {
        insert(1, "''", "null, null, null, '', '{}'");
        insert(2, "null", "null, null, null, null, '{}'");

        assertThat(body("fields", "external_id,gender")).isEqualTo("external_id,gender\r\n\"\",\"\"\r\n,\r\n");
        assertThat(body("fields", "gender", "filter", "id==2")).as("no empty line, which readers skip")
                .isEqualTo("gender\r\n\"\"\r\n");
    }

    @Test
    void nobodyIsAHeaderOrAnEmptyFile() {
        assertThat(body("fields", "id,age")).isEqualTo("id,age\r\n");
        assertThat(body("format", "ndjson")).isEmpty();
    }

    @Test
    void aFilterChoosesTheRows() {
        insert(1, "'a'", "30, 1, true, 'x', '{\"plan\": \"pro\"}'");
        insert(2, "'b'", "29, 1, true, 'x', '{\"plan\": \"pro\"}'");
        insert(3, "'c'", "31, 1, false, 'x', '{\"plan\": \"team\"}'");
        insert(4, "'d'", "80, 1, true, 'x', '{\"plan\": [\"free\", \"team\"]}'");

        assertThat(body("fields", "id", "filter", "is_active==true and age>=30 and attributes.plan=in=(pro,team)"))
                .isEqualTo("id\r\n1\r\n4\r\n");
        assertThat(body("fields", "id", "filter", "age<30,attributes.plan!=pro;isActive==false"))
                .isEqualTo("id\r\n2\r\n3\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "format | xlsx | Unknown format 'xlsx'; known formats are csv, ndjson.",
            "format | CSV | Unknown format 'CSV'; known formats are csv, ndjson.",
            "fields | embedding | Field 'embedding' is a vector, which is neither compared nor shown; the fields of 'customer' are id, external_id, age, income, is_active, gender, attributes, created_at, updated_at and attributes.<key>.",
            "fields | nope | There is no field 'nope'; the fields of 'customer' are id, external_id, age, income, is_active, gender, attributes, created_at, updated_at and attributes.<key>.",
            "filter | age>=old | Field 'age' takes a whole number between -9223372036854775808 and 9223372036854775807, but the filter has 'old'.",
            "filter | 1=1; drop table customer | The filter can't be read at character 3; it takes comparisons such as age>=30 or attributes.plan=in=(pro,team), joined by ' and ' and ' or ', with parentheses, and values that hold spaces or one of \"'();,=<>!~ in quotes.",
            "columns | id | Unknown query parameter 'columns'; known here: fields, filter, format."})
    void whatCanNotBeUsedIsExplainedBeforeTheFirstByte(String parameter, String value, String expected) {
        ValidatableResponse answer = export(parameter, value).statusCode(400);

        assertThat(answer.extract().contentType()).startsWith("application/problem+json");
        assertThat(answer.extract().jsonPath().getString("detail")).isEqualTo(expected);
    }

    @Test
    void charactersThatNoTextCanHoldAreRefused() {
        assertThat(export("filter", "gender==a\0").statusCode(400).extract().jsonPath().getString("detail"))
                .contains("U+0000");
        assertThat(export("fields", "attributes.\0").statusCode(400).extract().jsonPath().getString("detail"))
                .contains("U+0000");
    }

    @Test
    void acceptMayNameAnything() {
        database.execute(NOTHING_KNOWN);
        given().accept("text/csv").get("/api/customers/export").then().statusCode(200);
        given().accept("application/json").get("/api/customers/export?format=ndjson").then().statusCode(200);
    }
}
