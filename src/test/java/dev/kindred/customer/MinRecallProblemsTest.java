package dev.kindred.customer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

import dev.kindred.EveryTable;

@QuarkusTest
@TestProfile(EveryTable.class)
class MinRecallProblemsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-0.0", "1.5", "1.0000001", "NaN", "Infinity", "-Infinity", "abc", "0,9", "95%",
            "null"})
    void aRecallThatNoSearchCanHaveIsRefused(String minRecall) {
        for (Response response : List.of(
                given().queryParam("minRecall", minRecall).get("/api/customers/1/similar"),
                given().queryParam("minRecall", minRecall).contentType("application/json").body("{\"age\": 30}")
                        .post("/api/customers/similar"))) {
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
            assertThat(response.contentType()).startsWith("application/problem+json");
            assertThat(response.jsonPath().getString("detail")).contains("minRecall", minRecall);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recall", "minrecall", "efSearch", "probes"})
    void anotherNameOfItIsRefused(String parameter) {
        assertThat(given().queryParam(parameter, "0.9").get("/api/customers/1/similar").then().statusCode(400)
                .extract().jsonPath().getString("detail")).contains(parameter);
    }
}
