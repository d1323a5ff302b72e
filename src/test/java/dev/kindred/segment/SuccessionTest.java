package dev.kindred.segment;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Segments outlive versions. */
@QuarkusTest
@TestProfile(EveryTable.class)
class SuccessionTest {

    @Inject
    TestDatabase database;

    @Inject
    SegmentTestSupport support;

    private static JsonPath matching(String reference) {
        return get("/api/models/" + reference + "/matching").then().statusCode(200).extract().jsonPath();
    }

    @Test
    void theFirstVersionBearsAllItsSegments() {
        support.plant("first_groups");
        support.train("succession-first", "first_groups", 4, 1);

        JsonPath report = matching("succession-first@1");

        assertThat(report.getString("basis")).isEqualTo("none");
        assertThat(report.getMap("$")).doesNotContainKeys("referenceVersion", "reason");
        assertThat(report.getList("born")).hasSize(4);
        assertThat(report.getList("kept")).isEmpty();
        assertThat(database.value("select count(distinct colour) from segment where model_name = 'succession-first'"))
                .isEqualTo("4");
        assertThat(database
                .column("""
                        select label from segment s join model_segment m on m.segment_id = s.id
                         where m.model_id = kindred.model_id('succession-first')
                           and m.cluster in (kindred.predict_kmeans('succession-first', array[0, 0]::real[]), kindred.predict_kmeans('succession-first', array[10, 10]::real[]))
                         order by label"""))
                .containsExactly("high y, high x", "low x, low y");
    }

    @Test
    void labelsStayWithTheirGroupsOverTenRetrainsOnDriftingRows() {
        support.plant("drifting_groups");
        support.train("succession-drifting", "drifting_groups", 4, 1);
        Map<Integer, Long> segments = support.segmentsOfTruth("succession-drifting", "drifting_groups");
        assertThat(new HashSet<>(segments.values())).hasSize(4);
        long edited = segments.get(2);
        given().contentType("application/json").body("{\"label\": \"our best\", \"colour\": \"#123456\"}")
                .put("/api/segments/" + edited).then().statusCode(200);
        List<String> labels = database
                .column("select label from segment where model_name = 'succession-drifting' order by id");

        for (int round = 2; round <= 11; round++) {
            // every group goes a way of its own, a row now and then dies and another comes
            database.execute(
                    """
                            update drifting_groups set x = x + 0.3 * (truth %% 2) + 0.4 * (random() - 0.5), y = y - 0.2 + 0.4 * random()
                            """
                            .replace("%%", "%"),
                    "delete from drifting_groups where id % 37 = " + round,
                    """
                            insert into drifting_groups select 1000 * %d + id, x + 0.1, y - 0.1, truth from drifting_groups
                             where id %% 41 = %d and id < 1000"""
                            .formatted(round, round));
            support.train("succession-drifting", "drifting_groups", 4, 1000 + 17 * round);

            assertThat(support.segmentsOfTruth("succession-drifting", "drifting_groups")).as("round %d", round)
                    .isEqualTo(segments);
        }

        assertThat(database.column("select label from segment where model_name = 'succession-drifting' order by id"))
                .isEqualTo(labels).contains("our best");
        assertThat(database.value("select colour from segment where id = " + edited)).isEqualTo("#123456");
        assertThat(matching("succession-drifting").getList("kept.clusterBefore", Integer.class)).hasSize(4);
        // the numbers of the clusters alone would not have done it
        assertThat(database.column("""
                select distinct cluster from model_segment m join kmeans_model k on k.id = m.model_id
                 where k.name = 'succession-drifting' and m.segment_id = %d""".formatted(edited)))
                .hasSizeGreaterThan(1);
    }

    @Test
    void aSplitKeepsTheSegmentInItsLargerPartAndAMergeGivesItBack() {
        support.plant("parting_groups");
        support.train("succession-parting", "parting_groups", 3, 1);
        Map<Integer, Long> three = support.segmentsOfTruth("succession-parting", "parting_groups");
        support.train("succession-parting", "parting_groups", 4, 1);
        Map<Integer, Long> four = support.segmentsOfTruth("succession-parting", "parting_groups");

        JsonPath split = matching("succession-parting@2");

        // of two groups that were one segment, the larger one keeps it
        assertThat(new HashSet<>(three.values())).hasSize(3);
        assertThat(four).containsAllEntriesOf(
                Map.of(0, three.get(0), 1, three.get(1), 2, three.get(2))).extractingByKey(3)
                .isNotIn(three.values());
        assertThat(split.getList("kept")).hasSize(3);
        assertThat(split.getLong("born[0].segment")).isEqualTo(four.get(3));
        assertThat(split.getList("split")).hasSize(1);
        assertThat(split.getList("split[0].parts.segment", Long.class)).contains(four.get(3),
                split.getLong("split[0].segment"));
        assertThat(split.getDouble("split[0].parts.find { it.segment == %d }.share".formatted(four.get(3))))
                .isCloseTo(three.get(2).equals(three.get(3)) ? 100 / 300.0 : 100 / 400.0, within(0.01));

        support.train("succession-parting", "parting_groups", 3, 1);
        JsonPath merge = matching("succession-parting@3");
        assertThat(support.segmentsOfTruth("succession-parting", "parting_groups")).isEqualTo(three);
        assertThat(merge.getLong("died[0].segment")).isEqualTo(four.get(3));
        assertThat(merge.getList("merged")).hasSize(1);
    }

    @Test
    void theChampionIsTheReferenceRatherThanTheNewestVersion() {
        support.plant("crowned_groups");
        support.train("succession-crowned", "crowned_groups", 4, 1);
        Map<Integer, Long> champion = support.segmentsOfTruth("succession-crowned@1", "crowned_groups");
        support.promote("succession-crowned", 1);
        // one cluster of all keeps none of four
        support.train("succession-crowned", "crowned_groups", 1, 1);
        support.train("succession-crowned", "crowned_groups", 4, 5);

        assertThat(matching("succession-crowned@2").getList("died")).hasSize(4);
        assertThat(matching("succession-crowned@3").getInt("referenceVersion")).isEqualTo(1);
        assertThat(support.segmentsOfTruth("succession-crowned@3", "crowned_groups")).isEqualTo(champion);
    }

    @Test
    void whereColumnsDifferMembersAloneDecide() {
        support.plant("other_groups");
        database.execute("alter table other_groups add a real, add b real",
                "update other_groups set a = 1000 - 30 * y, b = 7 * x");
        support.train("succession-differing", "other_groups", 4, 1);
        support.train(
                """
                        {"name": "succession-differing", "table": "other_groups", "columns": ["a", "b"], "clusters": 4, "seed": 9}""");

        JsonPath report = matching("succession-differing@2");

        assertThat(report.getString("basis")).isEqualTo("members");
        assertThat(report.getLong("rows")).isEqualTo(1_000);
        assertThat(report.getList("kept")).hasSize(4);
        assertThat(report.getDouble("totalSimilarity")).isCloseTo(4, within(1e-9));
        List<String> pairs = database
                .column("""
                        select distinct truth || ' ' || (select m.segment_id from model_segment m where m.model_id = kindred.model_id('succession-differing@1')
                                                            and m.cluster = kindred.predict_kmeans('succession-differing@1', array[x, y]))
                               || ' ' || (select m.segment_id from model_segment m where m.model_id = kindred.model_id('succession-differing@2')
                                             and m.cluster = kindred.predict_kmeans('succession-differing@2', array[a, b]))
                          from other_groups""");
        assertThat(pairs).hasSize(4).allSatisfy(
                pair -> assertThat(pair.split(" ")[1]).isEqualTo(pair.split(" ")[2]));
    }

    @Test
    void whereTheTableIsAnotherCentroidsAloneDecide() {
        support.plant("here_groups");
        database.execute("drop view if exists there_groups", "create view there_groups as select * from here_groups");
        support.train("succession-moving", "here_groups", 4, 1);
        Map<Integer, Long> segments = support.segmentsOfTruth("succession-moving", "here_groups");
        support.train("succession-moving", "there_groups", 4, 7);

        JsonPath report = matching("succession-moving@2");

        assertThat(report.getString("basis")).isEqualTo("centroids");
        assertThat(report.getString("reason")).contains("here_groups").contains("there_groups");
        assertThat(report.getLong("rows")).isZero();
        assertThat(support.segmentsOfTruth("succession-moving", "here_groups")).isEqualTo(segments);
    }

    @Test
    void whereNothingCanBeComparedAllAreBorn() {
        support.plant("gone_groups");
        support.plant("left_groups");
        database.execute("alter table left_groups rename x to z");
        support.train("succession-left", "gone_groups", 4, 1);
        database.execute("drop table gone_groups");
        support.train("""
                {"name": "succession-left", "table": "left_groups", "columns": ["z", "y"], "clusters": 4}""");

        JsonPath report = matching("succession-left@2");

        assertThat(report.getString("basis")).isEqualTo("none");
        assertThat(report.getString("reason")).contains("gone_groups");
        assertThat(report.getList("born")).hasSize(4);
        assertThat(report.getList("died")).hasSize(4);
    }

    @Test
    void aTableThatCannotBeReadAnyMoreSpoilsNoTraining() {
        database.execute("drop table if exists widened", "create table widened (id integer primary key, v vector)",
                "insert into widened select i, array[i % 2, i % 3]::vector from generate_series(1, 60) as i");
        support.train("{\"name\": \"widened\", \"table\": \"widened\", \"columns\": [\"v\"], \"clusters\": 2}");
        database.execute("delete from widened",
                "insert into widened select i, array[i % 2, i % 3, 0]::vector from generate_series(1, 60) as i");
        support.train("{\"name\": \"widened\", \"table\": \"widened\", \"columns\": [\"v\"], \"clusters\": 2}");

        JsonPath report = matching("widened@2");

        assertThat(report.getString("basis")).isEqualTo("none");
        assertThat(report.getList("born.label")).containsExactlyInAnyOrder("group 1", "group 2");
    }

    @Test
    void twoTrainingsAtOnceGiveEachClusterOneSegment() throws InterruptedException {
        support.plant("busy_groups");
        for (int seed = 1; seed <= 4; seed++) {
            given().contentType("application/json")
                    .body("""
                            {"name": "succession-busy", "table": "busy_groups", "columns": ["x", "y"], "clusters": 4, "seed": %d}"""
                            .formatted(seed))
                    .post("/api/models").then().statusCode(202);
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!database.value("select count(*) from kmeans_model where name = 'succession-busy'").equals("4")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }

        assertThat(database.column("""
                select count(*) || ' ' || count(distinct segment_id) || ' ' || count(distinct cluster)
                  from model_segment m join kmeans_model k on k.id = m.model_id where k.name = 'succession-busy'
                 group by model_id""")).containsExactly("4 4 4", "4 4 4", "4 4 4", "4 4 4");
        assertThat(database.value("select count(*) from segment where model_name = 'succession-busy'")).isEqualTo("4");
        for (int version = 2; version <= 4; version++) {
            assertThat(matching("succession-busy@" + version).getInt("referenceVersion")).isEqualTo(version - 1);
        }
    }

    @Test
    void densityBasedClustersAreMatchedByTheLabelsOfTheirRows() {
        support.plant("dense_groups");
        String dense = """
                {"name": "succession-dense", "table": "dense_groups", "columns": ["x", "y"], "algorithm": "dbscan",
                 "epsilon": %s, "minPoints": 4}""";
        support.train(dense.formatted("0.7"));
        support.train(dense.formatted("0.8"));
        support.train("succession-dense", "dense_groups", 4, 1);
        support.train(dense.formatted("0.7"));

        for (int version = 2; version <= 4; version++) {
            JsonPath report = matching("succession-dense@" + version);
            assertThat(report.getString("basis")).isEqualTo("both");
            assertThat(report.getLong("rows")).isEqualTo(1_000);
            assertThat(report.getList("kept")).hasSize(4);
        }
        assertThat(database
                .value("""
                        select count(distinct (d.truth, a.segment_id)) || ' ' || count(distinct a.segment_id)
                          from assignment a join dense_groups d on d.id::text = a.row_key join kmeans_model k on k.id = a.model_id
                         where k.name = 'succession-dense' and a.segment_id is not null"""))
                .isEqualTo("4 4");
        get("/api/models/succession-dense/segments").then().statusCode(409);
        given().contentType("application/json").post("/api/models/succession-dense/stability").then().statusCode(409);
        get("/api/segments?model=succession-dense").then().statusCode(200);
    }
}
