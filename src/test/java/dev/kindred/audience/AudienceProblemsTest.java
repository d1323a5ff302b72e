package dev.kindred.audience;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;

/** Each is told by a clear problem, and leaves nothing behind. */
@QuarkusTest
class AudienceProblemsTest extends AudienceTestSupport {

    @BeforeEach
    void plantCustomers() {
        plant(1, 100, 1, 0, 0, 0, 0, 0, 0);
    }

    private static String refused(String body, int status) {
        String detail = create(body).statusCode(status).extract().jsonPath().getString("detail");
        assertThat(get("/api/audiences").jsonPath().getList("items")).isEmpty();
        return detail;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"seeds\": {\"ids\": []} | seeds.ids is empty",
            "\"seeds\": {\"externalIds\": []} | seeds.externalIds is empty",
            "\"seeds\": {\"filter\": \" \"} | seeds.filter is blank",
            "\"seeds\": {} | exactly one of ids, externalIds and filter",
            "\"seeds\": {\"ids\": [1], \"filter\": \"age==1\"} | exactly one of ids, externalIds and filter",
            "\"seeds\": {\"ids\": [null]} | must not be null",
            "\"seeds\": {\"ids\": [\"1\"]} | whole number",
            "\"seeds\": null | seeds must not be null",
            "\"seeds\": {\"ids\": [1]}, \"exclude\": {} | exclude must have exactly one",
            "\"seeds\": {\"ids\": [1]}, \"metric\": \"l3\" | Unknown metric 'l3'; known metrics are l2",
            "\"seeds\": {\"ids\": [1]}, \"strategy\": \"median\" | known strategies are centroid, best_match",
            "\"seeds\": {\"ids\": [1]}, \"size\": 24 | size must be at least 25, but was 24",
            "\"seeds\": {\"ids\": [1]}, \"size\": 0 | size",
            "\"seeds\": {\"ids\": [1]}, \"size\": 1000001 | size must be less than or equal to 1000000",
            "\"seeds\": {\"ids\": [1]}, \"size\": 99999999999 | whole number between",
            "\"seeds\": {\"ids\": [1]}, \"unlikeWeight\": -0.1 | unlikeWeight must be greater than or equal to 0",
            "\"seeds\": {\"ids\": [1]}, \"unlikeWeight\": 101 | unlikeWeight must be less than or equal to 100",
            "\"seeds\": {\"ids\": [1]}, \"filter\": \"shoe_size==1\" | shoe_size",
            "\"seeds\": {\"filter\": \"shoe_size==1\"} | shoe_size",
            "\"seeds\": {\"ids\": [1]}, \"colour\": 1 | Unknown field 'colour'",
            "\"seeds\": {\"ids\": [1, 4711, 4712]} | seeds names 2 customer(s) that there are not: 4711, 4712",
            "\"seeds\": {\"externalIds\": [\"c-1\", \"who\"]} | seeds names 1 customer(s) that there are not: who",
            "\"seeds\": {\"externalIds\": [\"a\\u0000\"]} | U+0000",
            "\"seeds\": {\"ids\": [1]}, \"unlike\": {\"ids\": [4711]} | unlike names 1 customer(s) that there are not",
            "\"seeds\": {\"ids\": [1, 2]}, \"unlike\": {\"externalIds\": [\"c-2\"]} | 1 customer(s) are both seeds and unlike: 2",
            "\"seeds\": {\"externalIds\": [\"c-1\", \"c\\ud800\"]} | seeds.externalIds[1] holds half of a surrogate pair",
            "\"seeds\": {\"ids\": [1]}, \"unlike\": {\"filter\": \"age==150\"} | unlike.filter matches no customer",
            "\"seeds\": {\"filter\": \"age==150\"} | seeds.filter matches no customer"})
    void whatCannotBeUsedIsNamed(String fields, String detail) {
        assertThat(refused("{\"name\": \"bad\", %s}".formatted(fields), 400)).contains(detail);
    }

    @Test
    void anElementOfAListIsNamedAsJsonHasIt() {
        assertThat(create("{\"name\": \"bad\", \"seeds\": {\"ids\": [1, null]}}").statusCode(400).extract().jsonPath()
                .getString("errors[0].field")).isEqualTo("seeds.ids[1]");
    }

    @ParameterizedTest
    @CsvSource({"Upper", "'with space'", "-dash", "''"})
    void namesAreAsThoseOfModels(String name) {
        assertThat(refused("""
                {"name": "%s", "seeds": {"ids": [1]}}""".formatted(name), 400)).contains("name must match");
    }

    @Test
    void ofManyMissingSeedsTenAreNamed() {
        assertThat(refused("""
                {"name": "bad", "seeds": {"ids": [%s]}}""".formatted(ids(1_001, 1_015)), 400))
                .isEqualTo(
                        "seeds names 15 customer(s) that there are not: %s and 5 more.".formatted(ids(1_001, 1_010)));
    }

    @Test
    void tenThousandSeedsCanBeListedAndNoMore() {
        assertThat(refused("""
                {"name": "bad", "seeds": {"ids": [%s]}}""".formatted(ids(1, 10_001)), 400)).contains("seeds.ids size");
    }

    @Test
    void seedsThatCancelOutHaveNoCosineCentreButNearestOnes() {
        database.execute("update customer set embedding = '[1,2,0,0,0,0]' where id = 1",
                "update customer set embedding = '[-2,-4,0,0,0,0]' where id = 2");
        String body = """
                {"name": "bad", "seeds": {"ids": [1, 2]}, "size": 25, "metric": "cosine", "strategy": "%s"}""";

        assertThat(refused(body.formatted("centroid"), 400)).contains("average of the seeds has no direction");
        assertThat(
                create(body.formatted("best_match")).statusCode(201).extract().jsonPath().getString("coherence.words"))
                .contains("opposite directions");
    }

    @Test
    void allZeroSeedsHaveNoDirection() {
        database.execute("update customer set embedding = '[0,0,0,0,0,0]' where id < 3");

        assertThat(refused("""
                {"name": "bad", "seeds": {"ids": [1, 2]}, "size": 25, "metric": "cosine"}""", 400))
                .contains("all-zero").contains("ask for l2 or l1");
    }

    @Test
    void anAudienceOfFewerThanTheMinimumIsRefused() {
        assertThat(
                refused("""
                        {"name": "few", "seeds": {"ids": [1]}, "size": 50, "filter": "age<25", "exclude": {"ids": [2, 9999]}}""",
                        409))
                .contains("only 23 candidate(s) remain").contains("at least 25 members");
        create("""
                {"name": "enough", "seeds": {"ids": [1]}, "size": 50, "filter": "age<27", "exclude": {"ids": [2, 9999]}}""")
                .statusCode(201);
        assertThat(memberIds("enough")).hasSize(25);
        assertThat(show("enough").getInt("seeds.excludedMissing")).isEqualTo(1);
    }
}
