package dev.kindred.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.problem.Invalid;

@QuarkusTest
@TestProfile(EveryTable.class)
class FieldsTest {

    @Inject
    OddRows rows;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    ObjectMapper json;

    @BeforeEach
    void make() {
        rows.make();
    }

    private interface Reading<T> {
        T of(Fields fields, ResultSet row) throws SQLException;
    }

    private <T> T read(String list, int id, Reading<T> reading) throws SQLException {
        Fields fields = Fields.parse(list, rows.table());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection
                        .prepareStatement("select 0, " + fields.sql("o") + " from odd o where o.id = ?")) {
            statement.setInt(fields.bind(statement, 1), id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return reading.of(fields, row);
            }
        }
    }

    private String answer(String list, int id) throws SQLException, JsonProcessingException {
        return json.writeValueAsString(read(list, id, (fields, row) -> fields.answer(row, 2)));
    }

    private List<String> texts(String list, int id) throws SQLException {
        return read(list, id, (fields, row) -> fields.texts(row, 2));
    }

    @Test
    void allColumnsButTheVectorsAreTheDefault() {
        assertThat(Fields.parse(null, rows.table()).names()).containsExactly("id", "what?", "say \"x\" now", "small",
                "ratio",
                "income", "amount", "is_active", "gender", "born", "seen_at", "local_time", "token", "attributes",
                "extra",
                "tags");
        assertThat(Fields.parse(" ", rows.table())).isEqualTo(Fields.parse(null, rows.table()));
    }

    @Test
    void fieldsGoByTheNameOfTheColumnOrOfJson() {
        Fields fields = Fields.parse("isActive, seen_at,attributes.plan", rows.table());

        assertThat(fields.names()).containsExactly("is_active", "seen_at", "attributes.plan");
        assertThat(fields.items()).extracting(Field::jsonName).containsExactly("isActive", "seenAt", "attributes.plan");
        assertThat(fields.sql("o")).isEqualTo("o.\"is_active\", o.\"seen_at\", o.\"attributes\" -> cast(? as text)");
        assertThat(fields.values()).containsExactly("plan");
    }

    @Test
    void anAnswerHoldsValuesInTheirTypes() throws Exception {
        assertThat(answer(null, 1)).isEqualTo(
                """
                        {"id":1,"what?":"yes","say \\"x\\" now":"a","small":1,"ratio":0.1,"income":0.1,"amount":0.1,"isActive":true,\
                        "gender":"female","born":"2000-02-29","seenAt":"2026-01-31T12:00:00Z","localTime":"2026-01-31T12:00:00",\
                        "token":"123e4567-e89b-12d3-a456-426614174000","attributes":{"n": 12, "zip": "05", "flag": true, "plan": \
                        "pro", "tags": ["a", "b"]},"extra":{},"tags":"{x}"}""");
        assertThat(json.readTree(answer(null, 3)).findValues("gender").get(0).isNull()).isTrue();
    }

    @Test
    void attributesStandWithinAttributesAndWhatARowLacksIsLeftOut() throws Exception {
        assertThat(answer("attributes.n,gender,attributes.plan,attributes.nope", 5))
                .isEqualTo("{\"attributes\":{\"n\":1" + "0".repeat(400)
                        + ",\"plan\":{\"name\": \"pro\"}},\"gender\":\"a_b\"}");
        assertThat(answer("attributes.plan", 4)).isEqualTo("{\"attributes\":{\"plan\":null}}");
        assertThat(answer("attributes.plan", 7)).isEqualTo("{\"attributes\":{}}");
        assertThat(answer("attributes.zip,attributes", 2)).isEqualTo(answer("attributes", 2));
        assertThat(answer("attributes,attributes.zip", 2)).isEqualTo(answer("attributes", 2));
        assertThat(answer("attributes.it's", 6)).isEqualTo("{\"attributes\":{\"it's\":\"x\\\"y\"}}");
    }

    @Test
    void filesCallColumnsByTheirNames() throws Exception {
        Map<String, Object> object = read("is_active,seenAt", 1, (fields, row) -> fields.object(row, 2));
        assertThat(json.writeValueAsString(object))
                .isEqualTo("{\"is_active\":true,\"seen_at\":\"2026-01-31T12:00:00Z\"}");
    }

    @Test
    void textsHoldPlainNumbersAndTheTextOfJsonStrings() throws Exception {
        assertThat(texts("income,amount,ratio,attributes.plan,attributes.tags,attributes.n", 2))
                .containsExactly("52000", "1" + "0".repeat(30), "-0.1", "free", "a", "12.0");
        assertThat(texts("income,ratio,amount,attributes.plan,attributes.tags,gender", 4))
                .containsExactly("NaN", "NaN", "NaN", null, "[]", "");
        assertThat(texts("income,ratio,amount,attributes.plan,born", 5))
                .containsExactly("-Infinity", "Infinity", "Infinity", "{\"name\": \"pro\"}", "infinity");
        assertThat(texts("attributes.it's,attributes.é漢😀,is_active", 6)).containsExactly("x\"y", "ü", null);
        assertThat(texts(null, 3)).containsOnlyOnce("3").filteredOn(text -> text != null).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "nope | There is no field 'nope'; the fields of 'odd' are id, what?,",
            "id, | There is no field ''; the fields of",
            "embedding | Field 'embedding' is a vector, which is neither compared nor shown; the fields of",
            "id from odd; -- | There is no field 'id from odd; --'; the fields of",
            "attributes. | There is no field 'attributes.'; the fields of",
            "id,gender,id | Field 'id' is asked for twice; once is right.",
            "is_active,isActive | Field 'is_active' is asked for twice; once is right."})
    void anUnknownFieldIsAnsweredWithTheKnownOnes(String list, String expected) {
        assertThatThrownBy(() -> Fields.parse(list, rows.table())).isInstanceOf(Invalid.class)
                .hasMessageStartingWith(expected);
    }

    @Test
    void keysThatNoRowCanHoldAreRefused() {
        assertThatThrownBy(() -> Fields.parse("attributes.a\0", rows.table())).isInstanceOf(Invalid.class)
                .hasMessageContaining("U+0000");
    }
}
