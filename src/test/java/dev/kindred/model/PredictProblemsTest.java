package dev.kindred.model;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class PredictProblemsTest {

    @BeforeEach
    void train() {
        ModelResourceTest.train("""
                {"name": "predicted", "table": "iris", "columns": ["petal_length", "petal_width"], "clusters": 3}""")
                .statusCode(201);
    }

    private static String predict(String rows, int status) {
        return given().contentType("application/json").body("{\"rows\": " + rows + "}")
                .post("/api/models/predicted/predict").then().statusCode(status).extract().jsonPath()
                .getString("detail");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "[[1]] | rows[0] must be an array of 2 numbers, but has 1.",
            "[[1, 2], [1, 2, 3]] | rows[1] must be an array of 2 numbers, but has 3.",
            "[[1, \"2\"]] | rows[0][1] must be a number, but was \"2\".",
            "[[1, null]] | rows[0][1] is missing; a number is needed, NULL can't be predicted.",
            "[[1, true]] | rows[0][1] must be a number, but was true.",
            "[[1, 1e16]] | rows[0][1] must be between -1e15 and 1e15, but was 1.0E16.",
            "[[1, 1e999]] | rows[0][1] must be between -1e15 and 1e15, but was Infinity.",
            "[{\"petal_length\": 1}] | rows[0].petal_width is missing; a number is needed, NULL can't be predicted.",
            "[{\"petal_length\": 1, \"petal_width\": 1, \"x\": 1}] | rows[0] has an unknown column 'x'; the model's columns are [petal_length, petal_width].",
            "[7] | rows[0] must be an array of 2 numbers or an object with [petal_length, petal_width].",
            "null | rows must not be null.",
            "{} | Field 'rows' has the wrong type: an array is expected."})
    void aRowThatDoesNotFitIsExplained(String rows, String expected) {
        assertThat(predict(rows, 400)).isEqualTo(expected);
    }

    @Test
    void tenThousandRowsAreTakenAndNoMore() {
        String row = "[1.5, 0.25]";
        predict(Collections.nCopies(10_000, row).toString(), 200);
        assertThat(predict(Collections.nCopies(10_001, row).toString(), 400)).contains("10000");
    }
}
