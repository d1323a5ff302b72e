package dev.kindred.compare;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import jakarta.inject.Inject;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Seven points whose clusters in both versions can be seen by eye. */
@QuarkusTest
@TestProfile(EveryTable.class)
class ComparisonTest {

    private static final Offset<Double> ROUNDING = within(1e-5);

    @Inject
    TestDatabase database;

    @Inject
    HandMadeVersions versions;

    @BeforeEach
    void makeVersions() {
        database.execute("create table crossing (id bigint primary key, x real, y real)",
                """
                        insert into crossing values (1, 0, 0), (2, 1, 0), (3, 10, 0), (4, 6, 0), (5, 0, 20), (6, 4, 20), (7, 9, 1),
                                                    (8, null, 1)""");
        versions.add("cross", 1, "crossing", "x,y", "[0,0]", "[10,0]");
        versions.segments("cross", 1, "west", "east");
        versions.add("cross", 2, "crossing", "x,y", "[12,0]", "[2,0]", "[0,20]");
        versions.segments("cross", 2, "east", "west", "north");
        versions.champion("cross", 1);
    }

    @AfterEach
    void removeAll() {
        versions.remove("cross");
        database.execute("drop table crossing");
    }

    private static JsonPath compare(String query) {
        return get("/api/models/cross/compare?" + query).then().statusCode(200).extract().jsonPath();
    }

    private static String refused(String query, int status) {
        return get("/api/models/cross/compare" + query).then().statusCode(status).extract().asString();
    }

    @Test
    void rowsThatMoveAreCountedBySegmentWhateverTheirClustersAre() {
        JsonPath found = compare("to=2");

        assertThat(found.getList("segments.label")).containsExactly("west", "east", "north");
        assertThat(found.<List<Integer>>getList("transitions")).containsExactly(List.of(2, 0, 2), List.of(1, 2, 0),
                List.of(0, 0, 0));
        assertThat(found.getLong("rows.compared")).isEqualTo(7);
        assertThat(found.getLong("rows.neither")).isEqualTo(1);
        assertThat(found.getLong("moves.rows")).isEqualTo(3);
        assertThat(found.getDouble("moves.share")).isCloseTo(3 / 7.0, ROUNDING);
        // 3 of 21 pairs together in both, 9 in the one and 5 in the other
        assertThat(found.getDouble("adjustedRandIndex")).isCloseTo((3 - 45 / 21.0) / (7 - 45 / 21.0), ROUNDING);
        assertThat(found.getList("segments.collect { it.from?.rows }")).containsExactly(4, 3, null);
        assertThat(found.getList("segments.collect { it.to?.rows }")).containsExactly(3, 2, 2);
        assertThat(found.getList("segments.to.cluster")).containsExactly(1, 0, 2);
    }

    @Test
    void centresMoveInTheUnitsOfTheColumns() {
        JsonPath found = compare("to=2");

        assertThat(found.getDouble("segments[0].shift.distance")).isEqualTo(2);
        assertThat(found.getDouble("segments[0].shift.features.x.difference")).isEqualTo(2);
        assertThat(found.getDouble("segments[0].shift.features.y.difference")).isZero();
        assertThat(found.getDouble("segments[1].shift.features.x.from")).isEqualTo(10);
        assertThat(found.getDouble("segments[1].shift.features.x.to")).isEqualTo(12);
        assertThat(found.getMap("segments[2].shift")).isNull();
        assertThat(found.getMap("segments[2].from")).isNull();
    }

    @Test
    void bothVersionsHaveTheirMeasuresOnTheseVeryRows() {
        JsonPath found = compare("to=2");

        double from = 0 + 1 + 0 + 4 + 20 + Math.sqrt(416) + Math.sqrt(2);
        double to = 2 + 1 + 2 + 4 + 0 + 4 + Math.sqrt(10);
        assertThat(found.getDouble("from.meanDistance")).isCloseTo(from / 7, ROUNDING);
        assertThat(found.getDouble("to.meanDistance")).isCloseTo(to / 7, ROUNDING);
        assertThat(found.getInt("from.version")).isEqualTo(1);
        assertThat(found.getDouble("to.inertia")).isEqualTo(5.5);
        assertThat(found.getDouble("to.quality.silhouette")).isEqualTo(0.25);
    }

    @Test
    void theSummarySaysItInWords() {
        assertThat(compare("to=2").getList("summary", String.class)).containsExactly(
                "42.9 % of 7 rows would change their segment.",
                "'north' (%d) appears with 2 rows, most (2) from 'west' (%d).".formatted(
                        versions.segment("cross", "north"), versions.segment("cross", "west")),
                "'west' (%d) loses 2 rows, most (2) to 'north' (%d) and gains 1, most (1) from 'east' (%d).".formatted(
                        versions.segment("cross", "west"), versions.segment("cross", "north"),
                        versions.segment("cross", "east")),
                "'east' (%d) loses 1 row, most (1) to 'west' (%d) and gains 0.".formatted(
                        versions.segment("cross", "east"), versions.segment("cross", "west")));
    }

    @Test
    void theOtherWayRoundASegmentDisappears() {
        JsonPath found = compare("from=2&to=champion");

        assertThat(found.getList("segments.label")).containsExactly("east", "west", "north");
        assertThat(found.getMap("segments[2].to")).isNull();
        assertThat(found.getList("summary", String.class)).anyMatch(
                sentence -> sentence.contains("disappears, most of its rows (2) to 'west'"));
        assertThat(found.getLong("moves.rows")).isEqualTo(3);
    }

    @Test
    void aVersionMovesNothingAgainstItself() {
        JsonPath found = compare("from=2&to=2");

        assertThat(found.getLong("moves.rows")).isZero();
        assertThat(found.getDouble("adjustedRandIndex")).isEqualTo(1);
        assertThat(found.getDouble("segments[0].shift.distance")).isZero();
    }

    @Test
    void versionsOfOtherColumnsAreComparedOnTheRowsThatBothCanPlace() {
        versions.add("cross", 3, "crossing", "y", "[0]", "[20]");
        versions.segments("cross", 3, "east", "north");

        JsonPath found = compare("to=3");

        assertThat(found.getLong("rows.compared")).isEqualTo(7);
        assertThat(found.getLong("rows.onlyTo")).isEqualTo(1);
        assertThat(found.getLong("rows.neither")).isZero();
        assertThat(found.<List<Integer>>getList("transitions")).containsExactly(List.of(0, 2, 2), List.of(0, 3, 0),
                List.of(0, 0, 0));
        assertThat((Object) found.get("segments[1].shift.distance")).isNull();
        assertThat((Object) found.get("segments[1].shift.features.x.to")).isNull();
        assertThat((Object) found.get("segments[1].shift.features.x.difference")).isNull();
        assertThat(found.getDouble("segments[1].shift.features.y.difference")).isZero();
        assertThat(found.getList("summary", String.class)).contains(
                "1 row without a segment in version 1 would get one.");
    }

    @Test
    void underTheCosineAPointWithoutDirectionHasNoSegment() {
        versions.add("cross", 3, "crossing", "x,y", "[1,0]", "[0,1]");
        versions.segments("cross", 3, "west", "north");
        database.execute(
                "update kmeans_model set metric = 'cosine' where id = kindred.model_id('cross@3')");

        JsonPath found = compare("to=3");

        assertThat(found.getLong("rows.onlyFrom")).isEqualTo(1);
        assertThat(found.getLong("rows.compared")).isEqualTo(6);
        assertThat(found.getList("summary", String.class)).contains(
                "1 row would lose the segment: version 3 gives none.");
    }

    @Test
    void anEmptyTableHasNothingToCompare() {
        database.execute("delete from crossing");

        JsonPath found = compare("to=2");

        assertThat(found.getList("summary")).containsExactly("There is no row that both versions have a segment for.",
                "'north' (%d) appears with 0 rows.".formatted(versions.segment("cross", "north")));
        assertThat((Object) found.get("moves.share")).isNull();
        assertThat((Object) found.get("adjustedRandIndex")).isNull();
    }

    @Test
    void whatCantBeComparedIsRefusedWithTheReason() {
        versions.add("cross", 3, "iris", "sepal_length,sepal_width", "[1,1]");
        versions.segments("cross", 3, "west");

        assertThat(refused("?to=3", 409)).contains("table 'crossing'", "table 'iris'");
        versions.add("cross", 5, "crossing", "x,y", "[1,1]");
        database.execute("""
                update kmeans_model set model = null, sha256 = null, algorithm = 'dbscan'
                 where id = kindred.model_id('cross@5')""");
        assertThat(refused("?to=5", 409)).contains("version 5", "dbscan", "can't predict");
        assertThat(refused("?to=4", 404)).contains("no version 4");
        assertThat(refused("?to=challenger", 404)).contains("challenger");
        assertThat(refused("?to=", 400)).contains("to");
        assertThat(refused("", 400)).contains("to");
        assertThat(refused("?to=2&since=1", 400)).contains("since");
        assertThat(get("/api/models/cross@1/compare?to=2").then().statusCode(400).extract().asString())
                .contains("plain name");
        database.execute("insert into crossing values (9, 'NaN', 0)");
        assertThat(refused("?to=2", 400)).contains("Column 'x'", "NaN");
    }
}
