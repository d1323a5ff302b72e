package dev.kindred.drift;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

/** Of champions whose trainings and assignments are written by hand, against values worked out by hand. */
@QuarkusTest
class DriftTest {

    private static final Offset<Double> ROUNDING = within(1e-6);

    @Inject
    TestDatabase database;

    @Inject
    DriftWatch watch;

    @AfterEach
    void removeAll() {
        database.execute("update model_alias set version = null where model_name like 'drift-%'",
                "delete from kmeans_model where name like 'drift-%'");
    }

    /** A champion of 100 rows: 50, 30 and 20, of mean distances 1, 2 and 0.5 and 99th percentiles 2, 4 and 0.1. */
    private void train(String name) {
        train(name, 0);
    }

    private void train(String name, int skipped) {
        database.execute(
                """
                        insert into kmeans_model (name, version, table_name, columns, clusters, dimensions, seed, rows, skipped_rows,
                                                  inertia, iterations, seconds, model, sha256)
                        values ('%s', 1, 'iris', '{sepal_length}', 3, 1, 0, 100, %d, 1, 1, 1, '', '')"""
                        .formatted(name, skipped),
                """
                        insert into kmeans_centroid (model_id, cluster, centroid, size, mean_distance, p99_distance)
                        select kindred.model_id('%s'), cluster, '[1]', size, mean, p99
                          from (values (0, 50, 1, 2), (1, 30, 2, 4), (2, 20, 0.5, 0.1)) as c (cluster, size, mean, p99)"""
                        .formatted(name),
                "insert into segment (model_name, label, colour) select '%s', 's' || i, '#000000' from generate_series(0, 2) i"
                        .formatted(name),
                """
                        insert into model_segment
                        select kindred.model_id('%1$s'), right(label, 1)::integer, id from segment where model_name = '%1$s'"""
                        .formatted(name),
                "insert into model_alias (model_name, alias, version) values ('%s', 'champion', 1)".formatted(name));
    }

    /** Rows at one distance in a segment; null for none. */
    private void assign(String name, Integer cluster, int rows, double distance) {
        database.execute("""
                insert into assignment (model_id, row_key, segment_id, distance)
                select m.id, gen_random_uuid()::text,
                       (select segment_id from model_segment where model_id = m.id and cluster = %s), %s
                  from generate_series(1, %d), kindred.model_id('%s') as m (id)"""
                .formatted(cluster, cluster == null ? null : distance, rows, name));
    }

    private void assignAll(String name, int first, int second, int third) {
        assign(name, 0, first, 1);
        assign(name, 1, second, 2);
        assign(name, 2, third, 0.1);
    }

    private static JsonPath drift(String name) {
        return get("/api/models/" + name + "/drift").then().statusCode(200).extract().jsonPath();
    }

    @Test
    void anAssignmentLikeTheTrainingIsFine() {
        train("drift-none");
        assignAll("drift-none", 500, 300, 200);

        JsonPath drift = drift("drift-none");

        assertThat(drift.getString("advice")).isEqualTo("fine");
        assertThat(drift.getList("reasons")).containsExactly("Nothing is beyond its threshold.");
        assertThat(drift.getDouble("measures.psi.value")).isCloseTo(0, ROUNDING);
        assertThat(drift.getLong("rows")).isEqualTo(1_000);
        assertThat(drift.getLong("trainingRows")).isEqualTo(100);
        assertThat(drift.getList("segments.share", Double.class)).usingElementComparator(DriftTest::nearly)
                .containsExactly(0.5, 0.3, 0.2);
    }

    private static int nearly(Double one, Double other) {
        return Math.abs(one - other) < 1e-6 ? 0 : Double.compare(one, other);
    }

    @Test
    void theMeasuresAreThoseWorkedOutByHand() {
        train("drift-some");
        assign("drift-some", 0, 39, 1.5);
        assign("drift-some", 0, 1, 2.5);
        assign("drift-some", 1, 30, 2);
        assign("drift-some", 2, 30, 0.0625);

        JsonPath drift = drift("drift-some");

        // shares 0.4, 0.3, 0.3 after 0.5, 0.3, 0.2: -0.1 ln 0.8 + 0.1 ln 1.5
        assertThat(drift.getDouble("measures.psi.value")).isCloseTo(0.0223143551 + 0.0405465108, ROUNDING);
        // (39 * 1.5 + 2.5 + 30 * 2 + 30 * 0.0625) / 100 after (50 * 1 + 30 * 2 + 20 * 0.5) / 100
        assertThat(drift.getDouble("measures.meanDistanceRatio.value")).isCloseTo(1.22875 / 1.2, ROUNDING);
        assertThat(drift.getDouble("measures.beyondP99.value")).isCloseTo(0.01, ROUNDING);
        assertThat(drift.getString("advice")).isEqualTo("fine");
    }

    @Test
    void aShiftWorthWatchingIsSaidButIsNoReasonToRetrain() {
        train("drift-watch");
        assignAll("drift-watch", 35, 30, 35);

        JsonPath drift = drift("drift-watch");

        // -0.15 ln 0.7 + 0.15 ln 1.75
        assertThat(drift.getDouble("measures.psi.value")).isCloseTo(0.1374436098, ROUNDING);
        assertThat(drift.getString("advice")).isEqualTo("fine");
        assertThat(drift.getList("reasons", String.class)).hasSize(2).last().asString()
                .contains("0.137", "worth watching");
    }

    @Test
    void aShiftedPopulationIsAReasonToRetrainAndNamesTheSwollenSegment() {
        train("drift-shift");
        assignAll("drift-shift", 10, 30, 60);

        JsonPath drift = drift("drift-shift");

        // -0.4 ln 0.2 + 0.4 ln 3
        assertThat(drift.getDouble("measures.psi.value")).isCloseTo(1.0832201, ROUNDING);
        assertThat(drift.getBoolean("measures.psi.ok")).isFalse();
        assertThat(drift.getDouble("measures.psi.threshold")).isEqualTo(0.25);
        assertThat(drift.getString("advice")).isEqualTo("retrain");
        assertThat(drift.getList("reasons", String.class)).hasSize(2).first().asString().contains("1.083");
        assertThat(drift.getList("reasons", String.class)).last().asString().contains("'s2'", "2.0 times their share");
        assertThat(drift.getList("segments.findAll { it.swollen }.label")).containsExactly("s2");
    }

    @Test
    void anEmptySegmentCountsAsHalfARowAndIsNamed() {
        train("drift-empty");
        assignAll("drift-empty", 70, 30, 0);

        JsonPath drift = drift("drift-empty");

        // 0.2 ln 1.4 + (0.005 - 0.2) ln 0.025
        assertThat(drift.getDouble("measures.psi.value")).isCloseTo(0.0672944473 + 0.7193314836, ROUNDING);
        assertThat(drift.getList("segments.findAll { it.empty }.label")).containsExactly("s2");
        assertThat(drift.getDouble("measures.emptySegments.value")).isEqualTo(1);
        assertThat(drift.getList("reasons", String.class)).anyMatch(reason -> reason.contains("'s2'"));
    }

    @Test
    void rowsFartherAwayAreAReasonToRetrainThoughTheSharesAreTheSame() {
        train("drift-far");
        assign("drift-far", 0, 47, 1);
        assign("drift-far", 0, 3, 50);
        assign("drift-far", 1, 30, 2);
        assign("drift-far", 2, 20, 0.1);

        JsonPath drift = drift("drift-far");

        assertThat(drift.getBoolean("measures.psi.ok")).isTrue();
        assertThat(drift.getDouble("measures.beyondP99.value")).isCloseTo(0.03, ROUNDING);
        assertThat(drift.getBoolean("measures.beyondP99.ok")).isFalse();
        // (47 + 150 + 60 + 2) / 100 after 1.2
        assertThat(drift.getDouble("measures.meanDistanceRatio.value")).isCloseTo(2.59 / 1.2, ROUNDING);
        assertThat(drift.getBoolean("measures.meanDistanceRatio.ok")).isFalse();
        assertThat(drift.getList("reasons")).hasSize(2);
    }

    @Test
    void rowsInNoSegmentCountAgainstThoseOfTheTraining() {
        train("drift-outside", 25);
        assignAll("drift-outside", 40, 24, 16);
        assign("drift-outside", null, 20, 0);
        assertThat(drift("drift-outside").getString("advice")).isEqualTo("fine");

        assign("drift-outside", null, 10, 0);
        JsonPath drift = drift("drift-outside");

        // 30 of 110 now, 25 of 125 at the training
        assertThat(drift.getDouble("measures.withoutSegment.value")).isCloseTo(30 / 110.0 - 0.2, ROUNDING);
        assertThat(drift.getList("reasons")).hasSize(1).first().asString().contains("27.3 %", "20.0 %");
        assertThat(drift.getDouble("measures.psi.value")).isCloseTo(0, ROUNDING);
    }

    @Test
    void tinySegmentsAreNeitherEmptyNorSwollen() {
        train("drift-tiny");
        database.execute(
                "update kmeans_centroid set size = 5000 where model_id = kindred.model_id('drift-tiny') and cluster < 2",
                "update kmeans_centroid set size = 20 where model_id = kindred.model_id('drift-tiny') and cluster = 2");
        assignAll("drift-tiny", 5_000, 5_000, 0);
        assertThat(drift("drift-tiny").getDouble("measures.emptySegments.value")).isZero();

        assign("drift-tiny", 2, 80, 0.1);
        assertThat(drift("drift-tiny").getDouble("measures.swollenSegments.value")).isZero();

        assign("drift-tiny", 2, 80, 0.1);
        assertThat(drift("drift-tiny").getDouble("measures.swollenSegments.value")).isEqualTo(1);
    }

    @Test
    void sqlSaysTheSame() {
        train("drift-sql");
        assignAll("drift-sql", 10, 30, 61);
        assign("drift-sql", null, 7, 0);

        Map<String, Object> measures = drift("drift-sql").getMap("measures");
        List<Double> sql = database.column("""
                select unnest(array[psi, mean_distance / training_mean_distance, beyond_p99,
                                    without_segment - training_without_segment])
                  from kindred.model_drift('drift-sql')""").stream().map(Double::valueOf).toList();

        List<Double> rest = List.of("psi", "meanDistanceRatio", "beyondP99", "withoutSegment").stream()
                .map(name -> ((Number) ((Map<?, ?>) measures.get(name)).get("value")).doubleValue()).toList();
        assertThat(rest).usingElementComparator(DriftTest::nearly).containsExactlyElementsOf(sql);
        assertThat(database.column("select rows from kindred.segment_drift('drift-sql')"))
                .containsExactly("10", "30", "61", "7");
        assertThat(database.column("select model from kindred.model_drift() where model like 'drift-%'"))
                .containsExactly("drift-sql");
    }

    @Test
    void allChampionsAreListedAndWhatIsMissingIsSaid() {
        train("drift-a");
        assignAll("drift-a", 50, 30, 20);
        train("drift-b");

        JsonPath all = get("/api/drift").then().statusCode(200).extract().jsonPath();

        assertThat(all.getString("items.find { it.model == 'drift-a' }.advice")).isEqualTo("fine");
        assertThat(all.getString("items.find { it.model == 'drift-b' }.advice")).isEqualTo("unknown");
        assertThat(all.getString("items.find { it.model == 'drift-b' }.reasons[0]"))
                .contains("POST /api/models/drift-b/assign");
        assertThat(all.getMap("items.find { it.model == 'drift-b' }.measures")).isNull();
    }

    @Test
    void withoutSizesAtTheTrainingNothingIsMadeUp() {
        train("drift-imported");
        database.execute("""
                update kmeans_centroid set size = 0, mean_distance = null, p99_distance = null
                 where model_id = kindred.model_id('drift-imported')""");
        assignAll("drift-imported", 50, 30, 20);

        JsonPath drift = drift("drift-imported");

        assertThat(drift.getString("advice")).isEqualTo("unknown");
        assertThat(drift.getString("reasons[0]")).contains("imported", "train a version here");
    }

    @Test
    void aVersionWithoutAnySegmentHasNothingToCompare() {
        train("drift-noise");
        database.execute("delete from kmeans_centroid where model_id = kindred.model_id('drift-noise')");
        assign("drift-noise", null, 10, 0);

        JsonPath drift = drift("drift-noise");

        assertThat(drift.getString("advice")).isEqualTo("unknown");
        assertThat(drift.getString("reasons[0]")).contains("no segment");
    }

    @Test
    void namesWithoutAChampionAreRefusedWithTheWayOut() {
        train("drift-removed");
        database.execute("update model_alias set version = null where model_name = 'drift-removed'");

        assertThat(get("/api/models/drift-removed/drift").then().statusCode(409).extract().jsonPath()
                .getString("detail")).contains("PUT /api/models/drift-removed/aliases/champion");
        get("/api/models/drift-never/drift").then().statusCode(404);
        assertThat(get("/api/models/drift-removed@1/drift").then().statusCode(400).extract().jsonPath()
                .getString("detail")).contains("plain name");
    }

    @Test
    void metricsAndHealthFollowTheChampions() {
        train("drift-metered");
        assignAll("drift-metered", 10, 30, 60);

        watch.refresh();
        System.gc(); // a gauge must hold on to its value

        assertThat(metrics()).containsPattern("kindred_drift_psi\\{.*model=\"drift-metered\".*} 1\\.083")
                .containsPattern("kindred_drift_beyond_p99\\{.*model=\"drift-metered\".*} 0\\.0")
                .containsPattern("kindred_drift_mean_distance_ratio\\{.*model=\"drift-metered\".*} 0\\.6");
        JsonPath health = get("/q/health/well").then().statusCode(200).extract().jsonPath();
        assertThat(health.getString("checks.find { it.name == 'drift' }.status")).isEqualTo("UP");
        assertThat(health.getString("checks.find { it.name == 'drift' }.data.'drift-metered'"))
                .startsWith("retrain (version 1, computed at 2").contains("1.083");
        assertThat(get("/q/health/ready").jsonPath().getList("checks.name")).doesNotContain("drift");

        database.execute("update model_alias set version = null where model_name = 'drift-metered'");
        watch.refresh();

        assertThat(metrics()).doesNotContain("drift-metered");
        assertThat(get("/q/health/well").asString()).doesNotContain("drift-metered");
    }

    private static String metrics() {
        return get("/q/metrics").then().statusCode(200).extract().asString();
    }
}
