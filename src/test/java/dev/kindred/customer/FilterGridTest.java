package dev.kindred.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import jakarta.inject.Inject;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.customer.SimilarRequests.Answer;
import dev.kindred.customer.SimilarRequests.Asked;
import dev.kindred.customer.TestCustomers.Kept;
import dev.kindred.neighbor.Metric;

/** That no filter, whatever it keeps, makes an answer come up short under any metric, limit and index. */
@QuarkusTest
@TestProfile(EveryTable.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterGridTest {

    private static final int ROWS = 4_000;
    private static final int DIMENSIONS = 12;
    private static final int[] LIMITS = {1, 10, 100, 1_000};
    private static final double[] SHARES = {0.5, 0.05, 0.005, 0.0005};
    private static final Double[] RECALLS = {null, 0.9, 1.0};

    /** PostgreSQL adds up in single precision. */
    private static final double ROUNDING = 1e-4;

    @Inject
    TestCustomers customers;

    private final Map<Metric, String> indexes = new EnumMap<>(Metric.class);
    private final Random random = new Random(3);
    private TestCustomers.Stored stored;

    @BeforeAll
    void storeCustomers() {
        stored = customers.store(TestVectors.clustered(new Random(17), ROWS, DIMENSIONS, 20, 1));
    }

    @AfterEach
    void drop() {
        indexes.values().forEach(VectorIndexes::drop);
        indexes.clear();
    }

    @AfterAll
    void remove() {
        customers.remove();
    }

    private List<Kept> filters() {
        List<Kept> filters = new ArrayList<>();
        filters.add(stored.all());
        for (double share : SHARES) {
            filters.add(stored.byIncome(share));
            filters.add(stored.byVector(share));
        }
        filters.add(new Kept("income<0", new BitSet()));
        return filters;
    }

    @Test
    void withoutAnIndex() {
        requireComplete(Metric.values());
    }

    @Test
    void byGraphs() {
        requireCompleteBy("hnsw", "vector", Metric.L1, Metric.values());
    }

    @Test
    void byGraphsOfHalves() {
        requireCompleteBy("hnsw", "halfvec", Metric.INNER_PRODUCT, Metric.values());
    }

    @Test
    void byLists() {
        requireCompleteBy("ivfflat", "vector", Metric.COSINE, Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT);
    }

    /** With pgvector's own settings, and one metric by measured ones: more than that takes minutes. */
    private void requireCompleteBy(String kind, String storage, Metric measured, Metric... metrics) {
        for (Metric metric : metrics) {
            indexes.put(metric, VectorIndexes.build(kind, storage, metric, Map.of()));
        }
        requireComplete(metrics);
        VectorIndexes.calibrate(indexes.get(measured));
        requireComplete(measured);
    }

    private void requireComplete(Metric... metrics) {
        for (Metric metric : metrics) {
            requireCompleteGrid(metric);
        }
    }

    /** The whole grid of filters and limits, each cell by another customer. */
    private void requireCompleteGrid(Metric metric) {
        SoftAssertions cells = new SoftAssertions();
        for (Kept kept : filters()) {
            for (int limit : LIMITS) {
                ExactNeighbors exact = ExactNeighbors.ofRow(stored.vectors(), random.nextInt(ROWS), metric);
                for (Double minRecall : RECALLS) {
                    Asked asked = new Asked(metric, limit, kept, minRecall);
                    Answer answer = SimilarRequests.ofRow(exact.origin(), asked);
                    requireComplete(cells, exact, asked, answer);
                }
            }
        }
        cells.assertAll();
    }

    private void requireComplete(SoftAssertions cells, ExactNeighbors exact, Asked asked, Answer answer) {
        String cell = "%s of row %d by %s".formatted(asked, exact.origin(), answer.search());
        int[] rows = answer.rows();
        BitSet kept = asked.kept().rows();
        cells.assertThat(rows).as(cell).hasSize(Math.min(asked.limit(), exact.matches(kept)))
                .doesNotHaveDuplicates().doesNotContain(exact.origin());
        cells.assertThat(Arrays.stream(rows).filter(row -> !kept.get(row))).as(cell).isEmpty();
        cells.assertThat(answer.distances()).as(cell).isSorted()
                .containsExactly(Arrays.stream(rows).mapToDouble(row -> exact.distances()[row]).toArray(),
                        within(ROUNDING));
        if (asked.minRecall() != null && asked.minRecall() == 1) {
            cells.assertThat(exact.recall(rows, kept, asked.limit())).as(cell).isEqualTo(1);
            cells.assertThat(answer.search().expectedRecall()).as(cell).isEqualTo(1);
        }
    }

    @Test
    void theGridItselfHasShortAndEmptyCells() {
        assertThat(filters()).extracting(kept -> kept.rows().cardinality())
                .containsExactly(4_000, 2_000, 2_000, 200, 200, 20, 20, 2, 2, 0);
    }
}
