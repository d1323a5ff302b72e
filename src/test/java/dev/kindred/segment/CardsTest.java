package dev.kindred.segment;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** What cards say of segments, against SQL. */
@QuarkusTest
@TestProfile(EveryTable.class)
class CardsTest {

    @Inject
    TestDatabase database;

    @Inject
    SegmentTestSupport support;

    @Inject
    AgroalDataSource dataSource;

    /** Rows with their cluster, distance and next nearest centroid, by PostgreSQL alone. */
    private static final String MEASURED = """
            (select g.*, n.clusters[1] as cluster, n.distances[1] as distance, n.clusters[2] as next,
                    n.distances[2] - n.distances[1] as margin
               from %1$s g,
                    lateral (select array_agg(c.cluster order by d, c.cluster) as clusters, array_agg(d order by d, c.cluster) as distances
                               from kmeans_centroid c, lateral (select array[x, y]::vector <-> c.centroid as d) as measured
                              where c.model_id = kindred.model_id('%2$s')) as n) as measured""";

    private static JsonPath cards(String model, String query) {
        return get("/api/models/" + model + "/segments" + query).then().statusCode(200).extract().jsonPath();
    }

    private double number(String query) {
        return Double.parseDouble(database.value(query));
    }

    @Test
    void cardsSayWhatSqlSays() {
        support.plant("card_groups");
        support.train("cards", "card_groups", 3, 1);
        String measured = MEASURED.formatted("card_groups", "cards");

        JsonPath report = cards("cards", "");

        assertThat(report.getLong("rows")).isEqualTo(1_000);
        assertThat(report.getInt("version")).isEqualTo(1);
        for (int cluster = 0; cluster < 3; cluster++) {
            String card = "items[%d].".formatted(cluster);
            String mine = measured + " where cluster = " + cluster;
            assertThat(report.getInt(card + "cluster")).isEqualTo(cluster);
            assertThat(report.getLong(card + "size")).isEqualTo((long) number("select count(*) from " + mine));
            assertThat(report.getDouble(card + "share"))
                    .isEqualTo(number("select count(*) / 1000.0::float8 from " + mine));
            assertThat(report.getDouble(card + "centre.x")).isCloseTo(number("select avg(x) from " + mine),
                    within(1e-4));
            assertThat(report.getDouble(card + "apart.find { it.feature == 'x' }.effect")).isCloseTo(number(
                    "select (avg(x) - (select avg(x) from card_groups)) / (select stddev_pop(x) from card_groups) from "
                            + mine),
                    within(1e-4));
            assertThat(report.getDouble(card + "apart.find { it.feature == 'y' }.here"))
                    .isCloseTo(number("select avg(y) from " + mine), within(1e-4));
            assertThat(report.getDouble(card + "apart.find { it.feature == 'y' }.everyone"))
                    .isCloseTo(number("select avg(y) from card_groups"), within(1e-4));
            assertThat(report.getList(card + "medoids.row", String.class)).isEqualTo(
                    database.column("select id from %s order by distance limit 5".formatted(mine)));
            assertThat(report.getList(card + "boundary.row", String.class)).isEqualTo(
                    database.column("select id from %s order by margin limit 5".formatted(mine)));
            assertThat(report.getLong(card + "boundary[0].neighbour")).isEqualTo((long) number(
                    """
                            select m.segment_id from %s join model_segment m on m.model_id = kindred.model_id('cards') and m.cluster = next
                             where measured.cluster = %d order by margin limit 1"""
                            .formatted(measured, cluster)));
        }
    }

    @Test
    void anOutcomeShowsWhereItHappens() {
        support.plant("churn_groups");
        // a quarter of group 0, none of 1, half of 2, all of 3; of every tenth row it is not known
        database.execute("alter table churn_groups add attributes jsonb, add left_us boolean, add score numeric", """
                update churn_groups set left_us = truth = 3 or truth = 0 and id % 4 = 1 or truth = 2 and id % 2 = 1""",
                """
                        update churn_groups set attributes = case when id % 10 = 0 then '{}'
                            else jsonb_build_object('churned', left_us, 'Visits', id, 'plan', 'it''s') end,
                            score = case when left_us then 1 else 0.5 end""");
        support.train("churn", "churn_groups", 4, 1);
        Map<Integer, Long> segments = support.segmentsOfTruth("churn", "churn_groups");

        JsonPath report = cards("churn", "?outcome=attributes.churned");

        assertThat(report.getLong("outcome.known")).isEqualTo(900);
        assertThat(report.getDouble("outcome.rate")).isCloseTo(number(
                "select avg(left_us::integer) from churn_groups where id % 10 <> 0"), within(1e-6));
        for (int truth = 0; truth < 4; truth++) {
            String outcome = "items.find { it.id == %d }.outcome.".formatted(segments.get(truth));
            double rate = number(
                    "select avg(left_us::integer) from churn_groups where id %% 10 <> 0 and truth = %d"
                            .formatted(truth));
            assertThat(report.getLong(outcome + "known")).isEqualTo(List.of(360, 270, 180, 90).get(truth).longValue());
            assertThat(report.getDouble(outcome + "rate")).isCloseTo(rate, within(1e-6));
            assertThat(report.getDouble(outcome + "lift")).isCloseTo(rate / report.getDouble("outcome.rate"),
                    within(1e-6));
            assertThat(report.getInt(outcome + "rank")).isEqualTo(List.of(3, 4, 2, 1).get(truth));
        }
        assertThat(cards("churn", "?outcome=left_us").getLong("outcome.known")).isEqualTo(1_000);
        assertThat(cards("churn", "?outcome=score").getDouble("outcome.rate")).isCloseTo(
                number("select avg(score) from churn_groups"), within(1e-6));
        refuse("churn", "attributes.Visits", "not from 0 to 1");
        refuse("churn", "attributes.plan", "neither true and false");
        refuse("churn", "attributes.it's", "not known of any row");
        refuse("churn", "id", "not from 0 to 1");
        refuse("churn", "attributes", "type jsonb");
        refuse("churn", "nothing", "no field");
        refuse("churn", "left_us,score", "one column or attribute");
    }

    private static void refuse(String model, String outcome, String detail) {
        given().queryParam("outcome", outcome).get("/api/models/" + model + "/segments").then().statusCode(400)
                .body("detail", containsString(detail));
    }

    @Test
    void aRecipesCentreIsInOriginalUnits() {
        support.plant("encoded_groups");
        database.execute("alter table encoded_groups add member boolean, add attributes jsonb",
                """
                        update encoded_groups set member = truth = 1 or id % 3 = 0,
                            attributes = jsonb_build_object('plan', case when truth = 2 then 'gold' when id % 2 = 0 then 'free' else 'pro' end)""");
        given().contentType("application/json")
                .body("""
                        {"name": "groups", "table": "encoded_groups", "features": [
                            {"column": "x", "encode": "zscore", "weight": 30}, {"column": "y", "encode": "zscore", "weight": 30},
                            {"column": "member", "encode": "boolean"},
                            {"attribute": "plan", "encode": "onehot", "maxCategories": 4}]}""")
                .post("/api/recipes").then()
                .statusCode(201);
        support.train("{\"name\": \"encoded\", \"recipe\": \"groups\", \"clusters\": 4}");

        JsonPath report = cards("encoded", "?outcome=member");

        assertThat(report.getList("items")).hasSize(4);
        for (int truth = 0; truth < 4; truth++) {
            String of = " from encoded_groups where truth = " + truth;
            // the groups have different sizes
            String card = "items.find { it.size == %d }.".formatted((int) number("select count(*)" + of));
            assertThat(report.getDouble(card + "centre.x")).isCloseTo(number("select avg(x)" + of), within(1e-3));
            assertThat(report.getDouble(card + "centre.member")).isCloseTo(number("select avg(member::integer)" + of),
                    within(1e-4));
            assertThat(report.getDouble(card + "centre.'attributes.plan'.pro")).isCloseTo(
                    number("select avg((attributes ->> 'plan' = 'pro')::integer)" + of), within(1e-4));
            assertThat(report.getDouble(card + "outcome.rate")).isCloseTo(number("select avg(member::integer)" + of),
                    within(1e-6));
        }
        assertThat(
                report.getString("items.find { it.size == 200 }.apart.find { it.feature == 'attributes.plan' }.words"))
                .isEqualTo("mostly gold: 100 % against 20 %");
        assertThat(get("/api/segments?model=encoded").jsonPath().getMap("items[0].centroid").keySet()).containsExactly(
                "x",
                "y", "member", "attributes.plan");
    }

    @Test
    void aVectorColumnAndACosineModelHaveCardsToo() {
        database.execute("drop table if exists arrows", "create table arrows (id text primary key, v vector(2))", """
                insert into arrows select 'r' || i, array[(1 + i % 3) * (i % 2), (1 + i % 3) * (1 - i % 2)]::vector
                  from generate_series(1, 90) as i""", "insert into arrows values ('none', '[0,0]'), ('null', null)");
        database.execute("delete from arrows where id = 'none'");
        support.train("""
                {"name": "arrows", "table": "arrows", "columns": ["v"], "clusters": 2, "metric": "cosine"}""");
        database.execute("insert into arrows values ('none', '[0,0]')");

        JsonPath report = cards("arrows", "");

        assertThat(report.getLong("rows")).isEqualTo(90);
        assertThat(report.getLong("skippedRows")).isEqualTo(2);
        assertThat(report.getList("items.size", Integer.class)).containsExactly(45, 45);
        assertThat(report.getList("items[0].apart")).isEmpty();
        assertThat(report.getList("items[0].centre.v", Float.class)).containsExactlyInAnyOrder(0f, 1f);
        assertThat(report.getList("items[0].medoids.row", String.class)).hasSize(5)
                .allMatch(key -> key.startsWith("r"));
    }

    @Test
    void aDirectionHasNoUnits() {
        support.plant("pointing_groups");
        support.train(
                """
                        {"name": "pointing", "table": "pointing_groups", "columns": ["x", "y"], "clusters": 3, "metric": "cosine"}""");

        JsonPath report = cards("pointing", "");

        assertThat(report.getList("items")).hasSize(3);
        assertThat(report.getMap("items[0].apart[0]")).doesNotContainKeys("here", "everyone");
        assertThat(report.getString("items[0].apart[0].words")).matches("(high|low) [xy]");
    }

    @Test
    void whatIsSaidIsOfOneMomentEvenIfAllChangesMeanwhile() throws SQLException, InterruptedException {
        support.plant("locked_rows");
        database.execute("drop view if exists locked_groups", """
                create view locked_groups as select id, x, y from locked_rows
                 where (select count(*) from (select pg_advisory_xact_lock_shared(4711)) as locked) = 1""");
        support.train("locked", "locked_groups", 4, 1);
        List<String> labels = cards("locked", "").getList("items.label", String.class);
        CompletableFuture<JsonPath> slow;
        try (Connection holder = dataSource.getConnection(); Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(4711)");
            try {
                slow = CompletableFuture.supplyAsync(() -> cards("locked", ""));
                while (database.value("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                        .equals("0")) {
                    Thread.sleep(20);
                }
                database.execute("update segment set label = 'renamed ' || id where model_name = 'locked'",
                        "delete from locked_rows where truth > 0");
            } finally {
                statement.execute("select pg_advisory_unlock(4711)");
            }
        }

        JsonPath before = slow.join();
        JsonPath after = cards("locked", "");

        assertThat(before.getLong("rows")).isEqualTo(1_000);
        assertThat(before.getList("items.label", String.class)).isEqualTo(labels);
        assertThat(after.getLong("rows")).isEqualTo(400);
        assertThat(after.getList("items.label", String.class)).allMatch(label -> label.startsWith("renamed"));
        // a view has no key, so no row can be named
        assertThat(before.getList("items[0].medoids")).isEmpty();
    }

    @Test
    void stabilityIsMeasuredAndShown() {
        support.plant("steady_groups");
        support.train("steady", "steady_groups", 4, 1);
        support.train("steady", "steady_groups", 6, 1);
        assertThat(cards("steady@1", "").getMap("items[0]")).doesNotContainKey("stability");

        JsonPath four = measure("steady@1", "");
        JsonPath six = measure("steady@2", "?resamples=15&seed=3");

        assertThat(four.getInt("resamples")).isEqualTo(20);
        assertThat(four.getInt("rows")).isEqualTo(1_000);
        assertThat(four.getList("items.stability.jaccard", Double.class)).hasSize(4).allMatch(found -> found > 0.99);
        assertThat(four.getList("items.stability.words")).containsOnly("highly stable");
        // two of the groups were cut in some way that nothing in them asks for
        assertThat(six.getList("items.stability.jaccard", Float.class).stream().filter(found -> found < 0.85f).count())
                .isGreaterThanOrEqualTo(2);
        assertThat(cards("steady@1", "").getString("items[2].stability.words")).isEqualTo("highly stable");
        assertThat(get("/api/segments?model=steady@1").jsonPath().getDouble("items[2].stability")).isGreaterThan(0.99);
        given().post("/api/models/steady/stability?resamples=101").then().statusCode(400);
        given().post("/api/models/unsteady/stability").then().statusCode(404);
    }

    private static JsonPath measure(String model, String options) {
        return given().header("Prefer", "wait=120").post("/api/models/" + model + "/stability" + options).then()
                .statusCode(200).extract().jsonPath();
    }
}
