package dev.kindred.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Where the lines are, of versions and ages that no server of a test has too; ServerSettingsTest has a real one. */
@QuarkusTest
@TestProfile(SmallThresholds.class)
class ThresholdsTest {

    private static final long MEGABYTE = 1 << 20;

    @Inject
    HealthConfig config;

    private static ServerState server(String pgvector, int parallelWorkers, long freezeAge) {
        return new ServerState("17.0", pgvector, null, 64 * MEGABYTE, 128 * MEGABYTE, parallelWorkers, true, 0,
                freezeAge,
                null,
                true, null);
    }

    private static TableHealth table(long freezeAge, IndexHealth... indexes) {
        return new TableHealth("t", "public.t", 1, 100 * MEGABYTE, 80 * MEGABYTE, 0, 0, 0, 0, null, null, null, null, 1,
                0, null, null, null, freezeAge, true, true, List.of(indexes));
    }

    private static IndexHealth graph(long bytes, long buildMemory, long scans) {
        return new IndexHealth("t_v", "public.t_v", 2, 1, "hnsw", "", "v", false, false, false, true, false, bytes,
                scans, null, null, null, null, buildMemory, true);
    }

    private List<Finding> findings(ServerState server, TableHealth... tables) {
        return new ServerFindings(config, server).of(List.of(tables), List.of());
    }

    @Test
    void theVersionOfPgvectorIsJudged() {
        assertThat(findings(server("0.8.1", 2, 0))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.statement()).isEqualTo("alter system set max_parallel_maintenance_workers = 0");
        });
        assertThat(findings(server("0.8.1", 0, 0))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.statement()).isEqualTo("alter extension vector update");
        });
        assertThat(findings(server("0.8.2", 2, 0))).singleElement()
                .satisfies(finding -> assertThat(finding.finding()).doesNotContain("parallel").contains("0.8.6"));
        assertThat(findings(server("0.8.6", 2, 0))).isEmpty();
        assertThat(findings(server("0.8.10", 2, 0))).isEmpty();
        assertThat(findings(server(null, 2, 0))).isEmpty();
    }

    @Test
    void anIndexLargerThanTheMemoryToBuildItIsNamed() {
        assertThat(findings(server("0.8.6", 0, 0), table(0, graph(32 * MEGABYTE, 64 * MEGABYTE, 0)))).isEmpty();
        assertThat(findings(server("0.8.6", 0, 0), table(0, graph(33 * MEGABYTE, 66 * MEGABYTE, 0)))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo("maintenance-memory");
                    assertThat(finding.finding()).isEqualTo(
                            "It is 64.0 MB, and to build the largest HNSW index, t_v of 33.0 MB, takes 66.0 MB.");
                    assertThat(finding.statement()).isEqualTo("set maintenance_work_mem = '66 MB'");
                });
    }

    @Test
    void onlyIndexesThatAreReadNeedPlaceInSharedBuffers() {
        assertThat(findings(server("0.8.6", 0, 0), table(0, graph(60 * MEGABYTE, 0, 0)))).isEmpty();
        assertThat(findings(server("0.8.6", 0, 0), table(0, graph(60 * MEGABYTE, 0, 1)))).singleElement()
                .satisfies(finding -> assertThat(finding.finding())
                        .isEqualTo("It is 128.0 MB, and the tables and indexes that are read have 140.0 MB."));
    }

    @Test
    void theAgeOfUnfrozenRowsIsJudged() {
        TableFindings findings = new TableFindings(config, List.of());
        assertThat(findings.of(table(499_999_999))).isEmpty();
        assertThat(findings.of(table(500_000_000))).singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
        assertThat(findings.of(table(1_500_000_000))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.statement()).isEqualTo("vacuum (freeze, analyze) public.t");
        });
        assertThat(findings(server("0.8.6", 0, 500_000_000))).singleElement()
                .satisfies(finding -> assertThat(finding.statement()).isEqualTo("vacuum (freeze)"));
    }

    @Test
    void unusedIndexesAreNamedOnceTheStatisticsAreOldEnough() {
        Instant since = Instant.parse("2026-01-01T00:00:00Z");
        TableHealth table = table(0, graph(10 * MEGABYTE, 0, 0));
        assertThat(new IndexFindings(config, since, since.minusSeconds(1)).of(table)).isEmpty();
        assertThat(new IndexFindings(config, since, since).of(table)).singleElement()
                .satisfies(finding -> assertThat(finding.finding()).contains("reset at 2026-01-01T00:00:00Z"));
        assertThat(new IndexFindings(config, null, since).of(table)).singleElement()
                .satisfies(finding -> assertThat(finding.finding()).contains("never reset"));
    }
}
