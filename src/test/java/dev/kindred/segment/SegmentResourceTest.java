package dev.kindred.segment;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

@QuarkusTest
@TestProfile(EveryTable.class)
class SegmentResourceTest {

    @Inject
    TestDatabase database;

    @Inject
    SegmentTestSupport support;

    private static JsonPath list(String query) {
        return get("/api/segments" + query).then().statusCode(200).extract().jsonPath();
    }

    private static ValidatableResponse put(long id, String body) {
        return given().contentType("application/json").body(body).put("/api/segments/" + id).then();
    }

    @Test
    void segmentsOfAVersionAreListedByCluster() {
        support.plant("listed_groups");
        support.train("listed", "listed_groups", 4, 1);

        JsonPath segments = list("?model=listed@1");

        assertThat(segments.getList("items.cluster", Integer.class)).containsExactly(0, 1, 2, 3);
        assertThat(segments.getList("items.size", Integer.class)).containsExactlyInAnyOrder(400, 300, 200, 100);
        assertThat(segments.getDouble("items.find { it.size == 300 }.share")).isCloseTo(0.3, within(1e-9));
        assertThat(segments.getDouble("items.find { it.size == 300 }.centroid.x")).isCloseTo(Double.parseDouble(
                database.value("select avg(x) from listed_groups where truth = 1")), within(1e-4));
        assertThat(segments.getMap("items[0]")).doesNotContainKeys("assigned", "stability");
        assertThat(segments.getList("items.version", Integer.class)).containsOnly(1);
    }

    @Test
    void whereAVersionIsAssignedItsRowsAreCounted() {
        support.plant("counted_groups");
        support.train("counted", "counted_groups", 4, 1);
        long id = list("?model=counted").getLong("items[1].id");
        database.execute("""
                insert into assignment (model_id, row_key, segment_id, distance)
                select kindred.model_id('counted'), i::text, %d, 0.5 from generate_series(1, 7) as i""".formatted(id),
                "insert into assignment values (kindred.model_id('counted'), '8', null, null)");

        assertThat(list("?model=counted").getList("items.assigned", Integer.class)).containsExactly(0, 7, 0, 0);
    }

    @Test
    void withoutAModelTheChampionsSegmentsAreListed() {
        support.plant("led_groups");
        support.train("led-by-none", "led_groups", 2, 1);
        support.train("led", "led_groups", 4, 1);
        support.train("led", "led_groups", 2, 1);
        support.promote("led", 1);

        JsonPath segments = list("");

        assertThat(segments.getList("items.findAll { it.model == 'led' }.version", Integer.class)).containsExactly(1, 1,
                1, 1);
        assertThat(segments.getList("items.model")).doesNotContain("led-by-none");
    }

    @Test
    void aSegmentIsShownWhereItLives() {
        support.plant("living_groups");
        support.train("living", "living_groups", 4, 1);
        long gone = database
                .column("select segment_id from model_segment where model_id = kindred.model_id('living@1')")
                .stream().mapToLong(Long::parseLong).max().orElseThrow();
        support.train("living", "living_groups", 1, 1);

        get("/api/segments/" + gone).then().statusCode(200);
        assertThat(get("/api/segments/" + gone).jsonPath().getInt("version")).isEqualTo(1);
        database.execute("delete from kmeans_model where name = 'living' and version = 1");
        JsonPath dead = get("/api/segments/" + gone).jsonPath();
        assertThat(dead.getLong("id")).isEqualTo(gone);
        assertThat(dead.getMap("$")).doesNotContainKeys("version", "cluster", "size", "centroid");
        get("/api/segments/999999999").then().statusCode(404);
    }

    @Test
    void aLabelAndAColourAreGivenTogetherOrAlone() {
        support.plant("named_groups");
        support.train("named", "named_groups", 4, 1);
        JsonPath before = list("?model=named");
        long id = before.getLong("items[0].id");
        assertThat(before.getBoolean("items[0].labelEdited")).isFalse();

        assertThat(put(id, "{\"colour\": \"#ABCDEF\"}").statusCode(200).extract().jsonPath().getString("colour"))
                .isEqualTo("#abcdef");
        assertThat(get("/api/segments/" + id).jsonPath().getBoolean("labelEdited")).isFalse();
        JsonPath changed = put(id, "{\"label\": \"  die Treuen \"}").statusCode(200).extract().jsonPath();

        assertThat(changed.getString("label")).isEqualTo("die Treuen");
        assertThat(changed.getBoolean("labelEdited")).isTrue();
        assertThat(changed.getString("colour")).isEqualTo("#abcdef");
    }

    @Test
    void twoSegmentsOfAVersionNeverHaveOneLabel() {
        support.plant("same_groups");
        support.train("same", "same_groups", 4, 1);
        List<Long> ids = list("?model=same").getList("items.id", Long.class);
        put(ids.get(0), "{\"label\": \"first\"}").statusCode(200);

        put(ids.get(1), "{\"label\": \"first\"}").statusCode(409).body("detail",
                containsString("Segment " + ids.get(0)));
        put(ids.get(0), "{\"label\": \"first\"}").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"label\": \"  \"}", "{\"label\": \"a\\nb\"}", "{\"label\": \"a\\u0000\"}",
            "{\"colour\": \"red\"}", "{\"colour\": \"#12345\"}", "{\"name\": \"x\"}"})
    void whatIsNoLabelOrColourIsRefused(String body) {
        support.plant("odd_groups");
        support.train("odd", "odd_groups", 1, 1);

        put(list("?model=odd").getLong("items[0].id"), body).statusCode(400);
    }

    @Test
    void ofALargeTableOnlySomeRowsAreCompared() {
        database.execute("drop view if exists large_view", "drop table if exists large_rows",
                """
                        create table large_rows as select i as id, (i % 2 * 10 + random())::real as x from generate_series(1, 60000) as i""",
                "alter table large_rows add primary key (id)", "create view large_view as select * from large_rows");
        for (String table : List.of("large_rows", "large_view")) {
            String training = "{\"name\": \"of-%1$s\", \"table\": \"%1$s\", \"columns\": [\"x\"], \"clusters\": 2}"
                    .formatted(table);
            support.train(training);
            support.train(training);

            JsonPath report = get("/api/models/of-%s/matching".formatted(table)).jsonPath();

            assertThat(report.getInt("rows")).isBetween(19_000, 21_000);
            assertThat(report.getDouble("totalSimilarity")).isEqualTo(2);
        }
    }
}
