package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

@QuarkusTest
class CustomerResourceTest {

    @Inject
    TestDatabase database;

    @BeforeEach
    void removeAll() {
        database.execute("delete from customer");
    }

    private static ValidatableResponse send(Method method, String path, String body) {
        return given().contentType("application/json").body(body).request(method, path).then();
    }

    private static int add(String body) {
        return send(Method.POST, "/api/customers", body).statusCode(201).extract().jsonPath().getInt("id");
    }

    @Test
    void aCustomerIsAddedShownReplacedAndRemoved() {
        ValidatableResponse added = send(Method.POST, "/api/customers", """
                {"externalId": "crm-1", "age": 34, "income": 52000.5, "isActive": true, "gender": "female",
                 "attributes": {"plan": "pro", "tags": ["a", {"b": null}], "n": 1.25}}""").statusCode(201);
        String location = added.extract().header("Location");
        JsonPath shown = get(location).then().statusCode(200).extract().jsonPath();

        assertThat(shown.getMap("$")).containsKeys("id", "createdAt", "updatedAt")
                .containsEntry("externalId", "crm-1").containsEntry("age", 34).containsEntry("isActive", true)
                .containsEntry("attributes", Map.of("plan", "pro", "n", 1.25f, "tags",
                        java.util.Arrays.asList("a", java.util.Collections.singletonMap("b", null))));

        JsonPath replaced = send(Method.PUT, location, "{\"age\": 35}").statusCode(200).extract().jsonPath();
        assertThat(replaced.getMap("$")).containsEntry("age", 35).containsEntry("income", null)
                .containsEntry("externalId", null).containsEntry("attributes", Map.of());
        assertThat(replaced.getString("createdAt")).isEqualTo(shown.getString("createdAt"));

        given().delete(location).then().statusCode(204);
        get(location).then().statusCode(404);
        given().delete(location).then().statusCode(404);
        send(Method.PUT, location, "{}").statusCode(404);
    }

    @Test
    void pagesFollowTheIds() {
        List<Integer> ids = List.of(add("{\"age\": 1}"), add("{\"age\": 2}"), add("{\"age\": 3}"));

        JsonPath first = get("/api/customers?limit=2").jsonPath();
        JsonPath second = get("/api/customers?limit=2&after=" + first.getString("next")).jsonPath();

        assertThat(first.getList("items.id")).isEqualTo(ids.subList(0, 2));
        assertThat(second.getList("items.id")).isEqualTo(ids.subList(2, 3));
        assertThat(second.getMap("$")).doesNotContainKey("next");
    }

    @Test
    void aFilterLetsPassWhatItAsksFor() {
        List<Integer> ids = List.of(add("{\"age\": 30, \"isActive\": true, \"attributes\": {\"plan\": \"pro\"}}"),
                add("{\"age\": 29, \"isActive\": true, \"attributes\": {\"plan\": \"pro\"}}"),
                add("{\"age\": 31, \"isActive\": true, \"attributes\": {\"plan\": [\"free\", \"team\"]}}"),
                add("{\"gender\": \"a'b\"}"));
        String paged = "is_active==true and age>=30 and attributes.plan=in=(pro,team)";

        JsonPath first = filtered(paged, 1, "0").statusCode(200).extract().jsonPath();
        assertThat(first.getList("items.id")).isEqualTo(ids.subList(0, 1));
        assertThat(filtered(paged, 1, first.getString("next")).extract().jsonPath().getList("items.id"))
                .isEqualTo(ids.subList(2, 3));
        assertThat(filtered("age=null=true or gender==\"*'b\" or attributes.plan==team;age<40", 9, "0").extract()
                .jsonPath()
                .getList("items.id")).isEqualTo(List.of(ids.get(2), ids.get(3)));
        assertThat(filtered("createdAt>2020-01-01T00:00:00Z;income=null=true;attributes.plan!=pr*", 9, "0").extract()
                .jsonPath().getList("items.id")).isEqualTo(ids.subList(2, 4));
        assertThat(filtered("", 9, "0").extract().jsonPath().getList("items.id")).isEqualTo(ids);
    }

    @Test
    void aFilterThatCanNotBeReadIsExplained() {
        assertThat(filtered("plan==pro", 9, "0").statusCode(400).extract().jsonPath().getString("detail"))
                .isEqualTo("There is no field 'plan'; the fields of 'customer' are id, external_id, age, income, "
                        + "is_active, gender, attributes, created_at, updated_at and attributes.<key>.");
        assertThat(filtered("age>", 9, "0").statusCode(400).extract().jsonPath().getString("detail"))
                .startsWith("The filter can't be read");
        assertThat(filtered("gender==a\0", 9, "0").statusCode(400).extract().jsonPath().getString("detail"))
                .contains("U+0000");
    }

    private static ValidatableResponse filtered(String filter, int limit, String after) {
        return given().queryParam("filter", filter).queryParam("limit", limit).queryParam("after", after)
                .get("/api/customers").then();
    }

    @Test
    void anExternalIdIsUnique() {
        add("{\"externalId\": \"twice\"}");
        int other = add("{\"externalId\": \"other\"}");

        assertThat(send(Method.POST, "/api/customers", "{\"externalId\": \"twice\"}").statusCode(409)
                .extract().jsonPath().getString("detail"))
                .isEqualTo("There is a customer with externalId 'twice' already.");
        send(Method.PUT, "/api/customers/" + other, "{\"externalId\": \"twice\"}").statusCode(409);
        assertThat(get("/api/customers/" + other).jsonPath().getString("externalId")).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"age\": -1} | age must be greater than or equal to 0.",
            "{\"age\": 151} | age must be less than or equal to 150.",
            "{\"age\": 30.5} | Field 'age' has the wrong type: a whole number between -2147483648 and 2147483647 is expected.",
            "{\"age\": \"30\"} | Field 'age' has the wrong type: a whole number between -2147483648 and 2147483647 is expected.",
            "{\"age\": 99999999999} | Field 'age' has the wrong type: a whole number between -2147483648 and 2147483647 is expected.",
            "{\"income\": \"1,234.5\"} | Field 'income' has the wrong type: a number is expected.",
            "{\"income\": 1e16} | income must be less than or equal to 1e15.",
            "{\"income\": 1e999} | income must be less than or equal to 1e15.",
            "{\"isActive\": \"yes\"} | Field 'isActive' has the wrong type: true or false is expected.",
            "{\"isActive\": 1} | Field 'isActive' has the wrong type: true or false is expected.",
            "{\"gender\": 1} | Field 'gender' has the wrong type: a string is expected.",
            "{\"externalId\": \"\"} | externalId size must be between 1 and 100.",
            "{\"attributes\": []} | Field 'attributes' has the wrong type: an object is expected.",
            "{\"age\": 1, \"age\": 2} | Field 'age' is there twice; once is right.",
            "{\"name\": \"x\"} | Unknown field 'name'; known fields are age, attributes, externalId, gender, income, isActive.",
            "{\"gender\": \"a\\u0000\"} | gender holds the character U+0000 at character 2, which no text in PostgreSQL can hold.",
            "{\"attributes\": {\"a\": \"\\u0000\"}} | attributes holds the character U+0000 at character 1, which no text in PostgreSQL can hold.",
            "{\"attributes\": {\"a\": [{\"b\": \"x\\ud800\"}]}} | attributes holds half of a surrogate pair, which is no character.",
            "{\"attributes\": {\"a\": 1e400}} | attributes holds a number beyond ±1.8e308.",
            "{\"externalId\": \" \\t\"} | externalId must not be blank.",
            "{\"externalId\": \"\\udc00\"} | externalId holds half of a surrogate pair, which is no character."})
    void aProfileThatDoesNotFitIsExplained(String body, String expected) {
        assertThat(send(Method.POST, "/api/customers", body).statusCode(400).extract().jsonPath().getString("detail"))
                .isEqualTo(expected);
        assertThat(database.value("select count(*) from customer")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"l2", "cosine", "inner_product", "l1"})
    void similarLeavesTheCustomerOutAndPutsItsTwinFirst(String metric) {
        int asked = add("{\"age\": 30, \"income\": 40000, \"isActive\": true, \"gender\": \"male\"}");
        add("{\"age\": 70, \"income\": 20000, \"isActive\": false, \"gender\": \"female\"}");
        int twin = add("{\"age\": 30, \"income\": 40000, \"isActive\": true, \"gender\": \"male\"}");
        add("{\"age\": 45, \"income\": 45000, \"isActive\": true}");

        JsonPath answer = get("/api/customers/" + asked + "/similar?metric=" + metric).then().statusCode(200)
                .extract().jsonPath();

        assertThat(answer.getList("neighbors.id", Integer.class)).hasSize(3).doesNotContain(asked).startsWith(twin);
        assertThat(answer.getList("neighbors.distance", Double.class)).isSorted();
        assertThat(answer.getMap("neighbors[0]")).containsEntry("age", 30).containsEntry("gender", "male");
        assertThat(get("/api/customers/" + asked + "/similar?limit=1").jsonPath().getList("neighbors")).hasSize(1);
    }

    @Test
    void distanceIsThatOfTheDeclaredStatistics() {
        // Declared: age 45 ± 16, income 45,000 ± 25,000, half of the customers active.
        int asked = add("{\"age\": 45, \"income\": 45000, \"isActive\": true, \"gender\": \"female\"}");
        add("{\"age\": 61, \"income\": 70000, \"isActive\": false, \"gender\": \"male\"}");

        JsonPath answer = get("/api/customers/" + asked + "/similar").jsonPath();

        assertThat(answer.getDouble("neighbors[0].distance")).isCloseTo(Math.sqrt(1 + 1 + 1 + 1 + 1), within(1e-6));
    }

    @Test
    void aProfileThatIsNotStoredFindsItsLikeToo() {
        int young = add("{\"age\": 20, \"income\": 15000}");
        int old = add("{\"age\": 80, \"income\": 30000}");

        JsonPath answer = send(Method.POST, "/api/customers/similar?metric=l2&limit=2", "{\"age\": 79}")
                .statusCode(200).extract().jsonPath();

        assertThat(answer.getList("neighbors.id", Integer.class)).containsExactly(old, young);
        assertThat(database.value("select count(*) from customer")).isEqualTo("2");
    }

    @Test
    void aReplacedCustomerIsFoundByItsNewProfile() {
        int asked = add("{\"age\": 20}");
        int other = add("{\"age\": 80}");
        send(Method.PUT, "/api/customers/" + other, "{\"age\": 20}").statusCode(200);

        assertThat(get("/api/customers/" + asked + "/similar").jsonPath().getDouble("neighbors[0].distance"))
                .isZero();
    }

    @Test
    void anUnknownCustomerIsNotFoundEvenAmongOthersOrNone() {
        assertThat(get("/api/customers/999999/similar").statusCode()).isEqualTo(404);
        int only = add("{\"age\": 20}");
        assertThat(get("/api/customers/999999/similar").then().statusCode(404).extract().jsonPath()
                .getString("detail")).isEqualTo("There is no customer 999999.");
        assertThat(get("/api/customers/" + only + "/similar").then().statusCode(200).extract().jsonPath()
                .getList("neighbors")).isEmpty();
    }

    @Test
    void rowsWithoutDirectionAreNoCosineNeighbours() {
        int asked = add("{\"age\": 20}");
        add("{\"isActive\": false}");
        int other = add("{\"age\": 21}");

        assertThat(get("/api/customers/" + asked + "/similar?metric=cosine").jsonPath().getList("neighbors.id"))
                .isEqualTo(List.of(other));
    }
}
