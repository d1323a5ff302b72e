package dev.kindred.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.recipe.RecipeFixture;

/** What does not fit a model's recipe is refused, never answered wrongly. */
@QuarkusTest
@TestProfile(EveryTable.class)
class RecipeModelProblemsTest {

    private static final String VECTOR_ROW = "{\"vector\": [0, 0, 0, 1, 0, 0]}";

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @BeforeEach
    void makeRows() {
        fixture.reset();
        database.execute(
                """
                        insert into customer (age, income, is_active, gender, attributes, embedding)
                        select 20 + i, 1000 * i, i % 2 = 0, (array['female', 'male'])[1 + i % 2], '{"plan": "pro"}', '[0,0,0,0,0,0]'
                          from generate_series(1, 40) as i""",
                "drop table if exists basket",
                """
                        create table basket as
                        select i as id, i::float8 as amount, i % 3 as shop, i % 2 = 0 as paid, 'EUR'::text as currency, 1 as weight,
                               jsonb_build_object('plan', (array['free', 'pro'])[1 + i % 2], 'months', i, 'vip', i % 2 = 0) as attributes
                          from generate_series(1, 60) as i""",
                "alter table basket add primary key (id)");
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
        database.execute("drop table if exists basket");
    }

    private static void makeRecipe(String body) {
        given().contentType("application/json").body(body).post("/api/recipes").then().statusCode(201);
    }

    private static void makeBasketRecipe() {
        makeRecipe("""
                {"name": "basket", "table": "basket", "features": [
                  {"column": "amount", "encode": "zscore", "nulls": "refuse"},
                  {"column": "shop", "encode": "onehot", "unseen": "refuse"}, {"column": "paid", "encode": "boolean"},
                  {"column": "currency", "encode": "onehot"},
                  {"attribute": "plan", "encode": "onehot", "maxCategories": 2},
                  {"attribute": "months", "encode": "zscore"}, {"attribute": "vip", "encode": "boolean"}]}""");
    }

    private static void trainOnCustomer(String name) {
        ModelResourceTest.train("{\"name\": \"%s\", \"recipe\": \"customer@1\", \"clusters\": 2}".formatted(name))
                .statusCode(201);
    }

    private static String detail(ValidatableResponse response, int status) {
        return response.statusCode(status).contentType("application/problem+json").extract().jsonPath()
                .getString("detail");
    }

    private static ValidatableResponse predict(String model, String row, String more) {
        return given().contentType("application/json").body("{\"rows\": [%s]%s}".formatted(row, more))
                .post("/api/models/" + model + "/predict").then();
    }

    private static ValidatableResponse train(String more) {
        return ModelResourceTest.train("{\"name\": \"refused\", \"clusters\": 2, %s}".formatted(more));
    }

    private String hashOfCustomerRecipe() {
        return database.value("select hash from recipe where name = 'customer' and version = 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"table\": \"iris\", \"recipe\": \"customer\" | 400 | A model is trained on either a table or a recipe; the request has both.",
            "\"seed\": 1 | 400 | A model is trained on either a table or a recipe; the request has neither.",
            "\"table\": \" \" | 400 | table must not be blank.",
            "\"recipe\": \"customer\", \"columns\": [\"age\"] | 400 | columns go with a table; the recipe 'customer' says itself what its vectors are made of.",
            "\"recipe\": \"nope\" | 404 | There is no recipe 'nope'.",
            "\"recipe\": \"customer@7\" | 404 | There is no version 7 of a recipe 'customer'.",
            "\"recipe\": \"customer@0\" | 400 | recipe must match \"[a-z0-9][a-z0-9_.-]*(@[1-9][0-9]{0,8})?\".",
            "\"recipe\": \"customer\\u0000\" | 400 | recipe must match \"[a-z0-9][a-z0-9_.-]*(@[1-9][0-9]{0,8})?\".",
            "\"recipe\": \"customer\", \"weights\": \"gender\" | 400 | Column 'gender' has type character varying(40); weights must be a numeric column."})
    void aTrainingThatDoesNotSayOnWhatIsExplained(String more, int status, String expected) {
        assertThat(detail(train(more), status)).isEqualTo(expected);
    }

    @Test
    void aTableThatNoLongerFitsItsRecipeIsExplained() {
        makeBasketRecipe();
        database.execute("alter table basket alter paid type text");
        assertThat(detail(train("\"recipe\": \"basket\""), 400)).startsWith("Column 'paid' has type text");
        database.execute("alter table basket drop column paid");
        assertThat(detail(train("\"recipe\": \"basket\""), 400)).startsWith("Table 'basket' has no column 'paid'");
        database.execute("drop table basket");
        assertThat(detail(train("\"recipe\": \"basket\""), 404)).startsWith("There is no table or view 'basket'");
    }

    @Test
    void aValueThatCantBeUsedIsNamedByItsColumnOrByWhatTheRecipeMakesOfIt() {
        makeBasketRecipe();
        database.execute("update basket set amount = 'NaN' where id = 3");
        assertThat(detail(train("\"recipe\": \"basket\""), 400)).isEqualTo(
                "Column 'amount' holds 1 value(s) that are NaN, infinite or beyond ±1e15, such as NaN; mend or exclude "
                        + "those rows, for example with a view.");

        database.execute("update basket set amount = 1e12 * id");
        makeRecipe("""
                {"name": "heavy", "table": "basket", "features": [
                  {"column": "paid", "encode": "boolean"}, {"column": "amount", "encode": "raw", "weight": 500}]}""");
        assertThat(detail(train("\"recipe\": \"heavy\""), 400)).startsWith(
                "The recipe heavy@1 makes numbers beyond ±1e15 of 58 row(s), such as of 'amount'; lower the weight");

        database.execute("update basket set amount = 1e-300 * id");
        makeRecipe("""
                {"name": "tiny", "table": "basket", "features": [{"column": "amount", "encode": "minmax"}]}""");
        database.execute("update basket set amount = 1e14 where id = 3");
        assertThat(detail(train("\"recipe\": \"tiny\""), 400)).isEqualTo(
                "The recipe tiny@1 makes no finite vector of some row of table 'basket'; fit it once more.");
    }

    @Test
    void aTableOfWhichTheRecipeRefusesEveryRowIsExplained() {
        makeBasketRecipe();
        database.execute("update basket set amount = null");

        assertThat(detail(train("\"recipe\": \"basket\""), 400)).isEqualTo(
                "Table 'basket' has no row to train on: 60 row(s), each refused by the recipe basket@1.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"amount\": \"12\"} | rows[0].amount must be a number, but was \"12\".",
            "{\"amount\": true} | rows[0].amount must be a number, but was true.",
            "{\"amount\": [1]} | rows[0].amount must be a number, but was [1].",
            "{\"amount\": 1e16} | rows[0].amount must be between -1e15 and 1e15, but was 1.0E16.",
            "{\"amount\": 1e999} | rows[0].amount must be between -1e15 and 1e15, but was Infinity.",
            "{\"amount\": 1, \"paid\": 1} | rows[0].paid must be true or false, but was 1.",
            "{\"amount\": 1, \"shop\": 1.5} | rows[0].shop must be a whole number, but was 1.5.",
            "{\"amount\": 1, \"shop\": true} | rows[0].shop must be a whole number, but was true.",
            "{\"amount\": 1, \"shop\": 9} | rows[0].shop has a value that the recipe was not fitted to and refuses; it knows 0, 1, 2.",
            "{\"amount\": 1, \"attributes\": {\"plan\": [\"pro\"]}} | rows[0].attributes.plan must be a text, a number, true or false, but was [\"pro\"].",
            "{\"amount\": 1, \"attributes\": {\"months\": \"3\"}} | rows[0].attributes.months must be a number, but was \"3\".",
            "{\"amount\": 1, \"attributes\": {\"vip\": \"yes\"}} | rows[0].attributes.vip must be true or false, but was \"yes\".",
            "{\"amount\": 1, \"attributes\": \"pro\"} | rows[0].attributes must be an object.",
            "{\"amount\": 1, \"plan\": \"pro\"} | rows[0] has an unknown field 'plan'; the recipe basket@1 has amount, shop, paid, attributes {plan, months, vip}.",
            "{\"amount\": 1, \"attributes.plan\": \"pro\"} | rows[0] has an unknown field 'attributes.plan'; the recipe basket@1 has amount, shop, paid, attributes {plan, months, vip}.",
            "{\"amount\": 1, \"attributes\": {\"x\": 1}} | rows[0] has an unknown field 'attributes.x'; the recipe basket@1 has amount, shop, paid, attributes {plan, months, vip}.",
            "{} | rows[0].amount is not known, and the recipe refuses such rows.",
            "[null, 1, true, \"pro\", 3, true] | rows[0].amount is not known, and the recipe refuses such rows.",
            "[1, 1, \"true\", \"pro\", 3, true] | rows[0].paid must be true or false, but was \"true\".",
            "[1, 1] | rows[0] must be an array of 6 values (amount, shop, paid, attributes.plan, attributes.months, attributes.vip), but has 2.",
            "7 | rows[0] must be an array of 6 values (amount, shop, paid, attributes.plan, attributes.months, attributes.vip), an object with amount, shop, paid, attributes {plan, months, vip}, or {\"vector\": [9 numbers]}.",
            "{\"vector\": [1, 2]} | rows[0].vector must be an array of 9 numbers, but has 2.",
            "{\"vector\": [1, 2, 3, 4, 5, 6, 7, 8, \"9\"]} | rows[0].vector[8] must be a number, but was \"9\".",
            "{\"vector\": [1, 2, 3, 4, 5, 6, 7, 8, 9], \"amount\": 1} | rows[0].vector is all of a row that is encoded; leave the other fields out.",
            "{\"vector\": 1} | rows[0] has an unknown field 'vector'; the recipe basket@1 has amount, shop, paid, attributes {plan, months, vip}."})
    void aRowThatDoesNotFitTheRecipeIsExplained(String row, String expected) {
        makeBasketRecipe();
        train("\"recipe\": \"basket\"").statusCode(201);

        assertThat(detail(predict("refused", row, ""), 400)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"amount\": 1, \"currency\": \"EUR\"}", "{\"amount\": 1, \"attributes\": null}",
            "{\"amount\": 1, \"shop\": 2, \"attributes\": {\"plan\": 7}}", "[1, 2, null, null, null, null]"})
    void aRowMayBringDroppedFeaturesAndUnknownOrUnseenValues(String row) {
        makeBasketRecipe();
        train("\"recipe\": \"basket\"").statusCode(201);

        predict("refused", row, "").statusCode(200);
    }

    @Test
    void aRowIsNamedByItsPlaceInTheRequest() {
        trainOnCustomer("placed");

        assertThat(detail(predict("placed", "{}, [1, 2, true, \"x\"], {\"age\": \"old\"}", ""), 400))
                .isEqualTo("rows[2].age must be a number, but was \"old\".");
    }

    @Test
    void onlyModelsOfRecipesTakeEncodedVectors() {
        ModelResourceTest.train("""
                {"name": "plain", "table": "customer", "columns": ["age"], "clusters": 2}""").statusCode(201);

        assertThat(detail(predict("plain", "{\"vector\": [1]}", ""), 400))
                .isEqualTo("rows[0] has an unknown column 'vector'; the model's columns are [age].");
    }

    @Test
    void aRecipeHashThatIsNotTheModelsIsAConflict() {
        trainOnCustomer("hashed");
        String hash = hashOfCustomerRecipe();

        predict("hashed", VECTOR_ROW, ", \"recipeHash\": \"%s\"".formatted(hash)).statusCode(200);
        assertThat(detail(predict("hashed", VECTOR_ROW, ", \"recipeHash\": \"0abc\""), 409)).isEqualTo(
                "The request is for a recipe with the hash 0abc, but model 'hashed' version 1 is of the recipe "
                        + "customer@1 with the hash %s.".formatted(hash));
        ModelResourceTest.train("""
                {"name": "plain", "table": "customer", "columns": ["age"], "clusters": 2}""").statusCode(201);
        assertThat(detail(predict("plain", "[1]", ", \"recipeHash\": \"%s\"".formatted(hash)), 409))
                .contains(hash, "is of plain columns, without a recipe's hash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fitted", "deleted"})
    void aModelWhoseRecipeIsNoLongerWhatItWasIsAConflict(String what) {
        trainOnCustomer("stale");
        String before = hashOfCustomerRecipe();
        database.execute(what.equals("deleted")
                ? "delete from recipe where name = 'customer'"
                : "update recipe set fitted = true, rows = 40, features = jsonb_set(features, '{0,statistics,mean}', '40')"
                        + " where name = 'customer'");
        String now = what.equals("deleted") ? "gone and has no hash now" : "now has the hash " + hashOfCustomerRecipe();
        String expected = "Model 'stale' version 1 was trained on the recipe customer@1 with the hash %s, but that recipe "
                .formatted(before) + (what.equals("deleted") ? "is " : "") + now + "; train a new version.";

        assertThat(now).doesNotContain(before);
        assertThat(detail(predict("stale", "{\"age\": 40}", ""), 409)).isEqualTo(expected);
        assertThat(detail(predict("stale", "[40, 1, true, \"male\"]", ""), 409)).isEqualTo(expected);
        assertThat(detail(get("/api/models/stale/crosstab?by=gender").then(), 409)).isEqualTo(expected);
        assertThat(detail(given().post("/api/models/stale/versions/1/verify").then(), 409)).isEqualTo(expected);
        predict("stale", VECTOR_ROW, "").statusCode(200);
        get("/api/models/stale/onnx").then().statusCode(200);
        get("/api/models/stale/centroids").then().statusCode(200);
        get("/api/models/stale").then().statusCode(200);
    }

    @Test
    void aTrainingStartsOnlyFromAModelOfItsOwnRecipe() {
        trainOnCustomer("first");
        makeRecipe("""
                {"name": "customer", "table": "customer", "features": [{"column": "age", "encode": "zscore"},
                  {"column": "income", "encode": "zscore"}]}""");
        ModelResourceTest.train("""
                {"name": "plain", "table": "customer", "columns": ["age", "income"], "clusters": 2}""")
                .statusCode(201);
        String first = hashOfCustomerRecipe();
        String second = database.value("select hash from recipe where name = 'customer' and version = 2");

        assertThat(detail(train("\"recipe\": \"customer@2\", \"startFrom\": \"first\""), 409)).isEqualTo(
                ("startFrom 'first' is a model of the recipe customer@1 with the hash %s, but this one would be of the "
                        + "recipe customer@2 with the hash %s; centroids serve only vectors of their own recipe.")
                        .formatted(first, second));
        assertThat(detail(train("\"recipe\": \"customer@2\", \"startFrom\": \"plain\""), 409))
                .contains("is a model of plain columns", second);
        assertThat(detail(train("\"table\": \"customer\", \"columns\": [\"age\"], \"startFrom\": \"first\""), 409))
                .contains(first, "would be of plain columns");
    }
}
