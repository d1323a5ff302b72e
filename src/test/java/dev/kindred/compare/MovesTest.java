package dev.kindred.compare;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Of 30,000 rows, each tenth lies between the two versions' boundaries. */
@QuarkusTest
@TestProfile(EveryTable.class)
class MovesTest {

    private static final int ROWS = 30_000;

    @Inject
    TestDatabase database;

    @Inject
    HandMadeVersions versions;

    @BeforeEach
    void makeVersions() {
        database.execute("create table moving (id bigint primary key, x real)", """
                insert into moving
                select i, case when i %% 10 = 0 then 4 when i %% 2 = 0 then 0 else 10 end
                  from generate_series(1, %d) as i order by i desc""".formatted(ROWS));
        versions.add("move", 1, "moving", "x", "[0]", "[10]");
        versions.segments("move", 1, "low, \"calm\"", "high");
        versions.add("move", 2, "moving", "x", "[0]", "[6]");
        versions.segments("move", 2, "low, \"calm\"", "high");
        versions.champion("move", 1);
    }

    @AfterEach
    void removeAll() {
        versions.remove("move");
        database.execute("drop table moving");
    }

    private static JsonPath page(String query) {
        return given().urlEncodingEnabled(true).get("/api/models/move/compare/moves?to=2" + query).then()
                .statusCode(200).extract().jsonPath();
    }

    private static String refused(String query) {
        return get("/api/models/move/compare/moves?to=2" + query).then().statusCode(400).extract().jsonPath()
                .getString("detail");
    }

    @Test
    void pagesFollowTheKeyAndMeetAllRowsOnce() {
        JsonPath first = page("&limit=1000");
        JsonPath second = page("&limit=1000&after=" + first.getString("next"));
        JsonPath third = page("&limit=1000&after=" + second.getString("next"));
        JsonPath last = page("&limit=1000&after=" + third.getString("next"));

        assertThat(first.getString("next")).isEqualTo("10000");
        List<String> keys = first.getList("items.rowKey");
        keys.addAll(second.getList("items.rowKey"));
        keys.addAll(third.getList("items.rowKey"));
        assertThat(keys).isEqualTo(IntStream.rangeClosed(1, ROWS / 10).mapToObj(i -> "" + 10 * i).toList());
        assertThat(last.getList("items")).isEmpty();
        assertThat((Object) last.get("next")).isNull();
    }

    @Test
    void aMoveHasItsSegmentsAndDistances() {
        JsonPath page = page("&limit=1");

        assertThat(page.getMap("items[0]")).containsEntry("rowKey", "10")
                .containsEntry("fromSegment", (int) versions.segment("move", "low, \"calm\""))
                .containsEntry("fromLabel", "low, \"calm\"").containsEntry("toLabel", "high")
                .containsEntry("toSegment", (int) versions.segment("move", "high"))
                .containsEntry("fromDistance", 4.0f).containsEntry("toDistance", 2.0f);
    }

    @Test
    void onlyTheSegmentsAskedForAreListed() {
        long low = versions.segment("move", "low, \"calm\"");
        long high = versions.segment("move", "high");

        assertThat(page("&limit=2&fromSegment=" + low + "&toSegment=" + high).getList("items")).hasSize(2);
        assertThat(page("&fromSegment=" + high).getList("items")).isEmpty();
        assertThat(page("&toSegment=" + low).getList("items")).isEmpty();
        assertThat(refused("&fromSegment=0")).contains("fromSegment=0", high + " ('high')");
    }

    @Test
    void aFileHasAllOfThem() {
        String csv = get("/api/models/move/compare/moves?to=2&format=csv").then().statusCode(200).extract().asString();
        String ndjson = get("/api/models/move/compare/moves?to=2&format=ndjson&after=29980").then().statusCode(200)
                .extract().asString();

        long low = versions.segment("move", "low, \"calm\"");
        long high = versions.segment("move", "high");
        assertThat(csv.lines()).hasSize(1 + ROWS / 10).startsWith(
                "row_key,from_segment,from_label,to_segment,to_label,from_distance,to_distance",
                "10,%d,\"low, \"\"calm\"\"\",%d,high,4.0,2.0".formatted(low, high));
        assertThat(ndjson).isEqualTo(List.of(29_990, 30_000).stream().map(key -> """
                {"row_key":"%d","from_segment":%d,"from_label":"low, \\"calm\\"","to_segment":%d,"to_label":"high",\
                "from_distance":4.0,"to_distance":2.0}
                """.formatted(key, low, high)).collect(Collectors.joining()));
        assertThat(get("/api/models/move/compare/moves?from=2&to=2&format=ndjson").asString()).isEmpty();
    }

    @Test
    void keysOfSeveralColumnsAreAJsonArray() {
        database.execute("alter table moving drop constraint moving_pkey",
                "alter table moving add column shop text default 'a' || chr(39)",
                "update moving set shop = 'b' where id > 15000",
                "alter table moving add primary key (shop, id)");

        JsonPath first = page("&limit=1");
        assertThat(first.getString("next")).isEqualTo("[10, \"a'\"]");
        JsonPath next = given().queryParam("to", "2").queryParam("after", "[15000, \"a'\"]").queryParam("limit", 1)
                .get("/api/models/move/compare/moves").then().statusCode(200).extract().jsonPath();
        assertThat(next.getString("next")).isEqualTo("[15010, \"b\"]");
        assertThat(given().queryParam("to", "2").queryParam("after", "15").get("/api/models/move/compare/moves").then()
                .statusCode(400).extract().asString()).contains("JSON array of [id, shop]");
    }

    @Test
    void whatIsNoKeyIsRefusedAlsoForAFile() {
        assertThat(refused("&after=ten")).contains("after=ten", "id (bigint)");
        assertThat(refused("&after=99999999999999999999")).contains("id (bigint)");
        assertThat(refused("&after=ten&format=csv")).contains("after=ten");
        assertThat(refused("&format=xml")).contains("csv, ndjson");
    }

    @Test
    void withoutAPrimaryKeyOnlyTheListIsRefused() {
        database.execute("alter table moving drop constraint moving_pkey");

        assertThat(refused("")).contains("'moving' has no primary key");
        assertThat(refused("&format=csv")).contains("'moving' has no primary key");
        assertThat(get("/api/models/move/compare?to=2").then().statusCode(200).extract().jsonPath()
                .getLong("moves.rows")).isEqualTo(ROWS / 10);
    }
}
