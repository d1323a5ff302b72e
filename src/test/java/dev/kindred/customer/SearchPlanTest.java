package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.customer.SimilarRequests.Asked;
import dev.kindred.customer.TestCustomers.Kept;
import dev.kindred.neighbor.Metric;

/** That what an answer says of its search is what PostgreSQL does. */
@QuarkusTest
@TestProfile(EveryTable.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPlanTest {

    private static final int ROWS = 10_000;

    @Inject
    TestDatabase database;

    @Inject
    TestCustomers customers;

    private TestCustomers.Stored stored;
    private String index;

    @BeforeAll
    void storeCustomers() {
        stored = customers.store(TestVectors.clustered(new Random(23), ROWS, 16, 50, 1));
    }

    @AfterEach
    void drop() {
        if (index != null) {
            VectorIndexes.drop(index);
            index = null;
        }
    }

    @AfterAll
    void remove() {
        customers.remove();
    }

    private void index(String kind, String storage, Metric metric) {
        index = VectorIndexes.build(kind, storage, metric, Map.of());
        VectorIndexes.calibrate(index);
    }

    private static JsonPath planned(Metric metric, Kept kept, double minRecall) {
        return given().queryParams(Map.of("metric", metric.code(), "limit", 10, "minRecall", minRecall, "plan", true,
                "filter", kept.rsql() == null ? "" : kept.rsql())).get("/api/customers/77/similar").then()
                .statusCode(200).extract().jsonPath();
    }

    private static void requireScanned(JsonPath answer, String index) {
        String plan = plan(answer);
        assertThat(indexes(answer)).as(plan).contains(index);
        assertThat(plan).contains("Index Scan using %s on".formatted(index));
    }

    private static void requireNotScanned(JsonPath answer, String index) {
        assertThat(indexes(answer)).doesNotContain(index);
        assertThat(plan(answer)).contains("customer").doesNotContain(index);
    }

    private static String plan(JsonPath answer) {
        return String.join("\n", answer.getList("plans.values().plan.flatten()", String.class));
    }

    private static List<String> indexes(JsonPath answer) {
        return answer.getList("plans.values().indexes.flatten()", String.class);
    }

    @ParameterizedTest
    @CsvSource({"hnsw, vector, L1", "hnsw, halfvec, COSINE", "ivfflat, vector, INNER_PRODUCT"})
    void theNamedIndexIsInThePlanAndNoneInAnExactOne(String kind, String storage, Metric metric) {
        index(kind, storage, metric);

        JsonPath byIndex = planned(metric, stored.all(), 0.9);
        assertThat(byIndex.getString("search.mode")).isEqualTo(kind);
        assertThat(byIndex.getString("search.index")).isEqualTo(index);
        requireScanned(byIndex, index);

        JsonPath exact = planned(metric, stored.all(), 1);
        assertThat(exact.getString("search.mode")).isEqualTo("exact");
        assertThat(exact.getString("search.index")).isNull();
        requireNotScanned(exact, index);
    }

    @Test
    void plansComeBesideExplanations() {
        JsonPath answer = given().get("/api/customers/77/similar?limit=3&plan=true&explain=true").then().statusCode(200)
                .extract().jsonPath();

        assertThat(plan(answer)).contains("customer");
        assertThat(answer.getList("neighbors.explanation")).hasSize(3).doesNotContainNull();
    }

    @Test
    void throughAFilterThePlanIsTheOneThatIsTold() {
        index("hnsw", "vector", Metric.L2);
        for (double share : new double[]{0.5, 0.05, 0.005, 0.0005}) {
            for (Kept kept : List.of(stored.byIncome(share), stored.byVector(share))) {
                JsonPath answer = planned(Metric.L2, kept, 0.9);
                if (answer.getString("search.mode").equals("exact")) {
                    requireNotScanned(answer, index);
                } else {
                    assertThat(answer.getString("search.mode")).isIn("hnsw", "iterative");
                    assertThat(answer.getString("search.index")).isEqualTo(index);
                    requireScanned(answer, index);
                }
            }
        }
        // Five rows are compared faster than a graph is searched for them.
        assertThat(planned(Metric.L2, stored.byIncome(0.0005), 0.9).getString("search.mode")).isEqualTo("exact");
        assertThat(planned(Metric.L2, stored.byVector(0.0005), 0.9).getString("search.mode")).isEqualTo("exact");
    }

    /** By PostgreSQL those that scan the index, and by our metrics those that none could serve. */
    @Test
    void everySearchIsCountedAsWhatItIs() throws InterruptedException {
        index = VectorIndexes.build("hnsw", "vector", Metric.L2, Map.of()); // a calibration would scan it, too
        double withoutIndex = unindexed("no_index");
        double unmeasured = unindexed("not_measured");
        double all = unindexed("");
        for (int row = 0; row < 20; row++) {
            SimilarRequests.ofRow(row, new Asked(Metric.L2, 10, stored.all(), null));
            SimilarRequests.ofRow(row, new Asked(Metric.L2, 10, stored.all(), 1.0));
            SimilarRequests.ofRow(row, new Asked(Metric.COSINE, 10, stored.all(), null));
        }
        SimilarRequests.ofRow(0, new Asked(Metric.L2, 10, stored.all(), 0.9));

        assertThat(unindexed("no_index")).isEqualTo(withoutIndex + 20);
        assertThat(unindexed("not_measured")).isEqualTo(unmeasured + 1);
        assertThat(unindexed("")).isEqualTo(all + 21);
        awaitScans(20);
    }

    /** As the metrics tell, of one reason or all. */
    private static double unindexed(String reason) {
        return get("/q/metrics").then().statusCode(200).extract().asString().lines()
                .filter(line -> line.startsWith("kindred_search_unindexed_total{"))
                .filter(line -> line.contains("reason=\"" + reason))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    /** Sessions hand over their counts up to ten seconds after the last statement. */
    private void awaitScans(long expected) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (scans() < expected && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        assertThat(scans()).isEqualTo(expected);
    }

    private long scans() {
        return Long.parseLong(database.value(
                "select idx_scan from pg_stat_user_indexes where indexrelname = '%s'".formatted(index)));
    }
}
