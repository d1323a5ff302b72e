package dev.kindred.health;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains what probes have met: index entries of dead rows, which every scan passes until they are removed. */
final class ProbeFindings {

    /** Pages that a query without dead entries may need beside those of its rows: the way down, and a little more. */
    private static final int USUAL_PAGES = 100;

    private static final String ADVICE = "VACUUM takes the dead entries out of the index and frees the pages they fill. Where "
            + "the index then stays much larger than its rows need, REINDEX CONCURRENTLY, then VACUUM.";

    private final HealthConfig config;
    private final List<HorizonHolder> holders;

    ProbeFindings(HealthConfig config, List<HorizonHolder> holders) {
        this.config = config;
        this.holders = holders;
    }

    /** One an index at most, of its worst probe. */
    List<Finding> of(List<TableHealth> tables, List<Probe> probes) {
        Map<Long, Probe> worst = new HashMap<>();
        probes.stream().filter(this::isWorthAWord)
                .forEach(probe -> worst.merge(probe.indexOid(), probe, ProbeFindings::worse));
        return tables.stream().flatMap(table -> table.indexes().stream()
                .flatMap(index -> Optional.ofNullable(worst.get(index.oid())).stream())
                .map(probe -> finding(table, probe))).toList();
    }

    private boolean isWorthAWord(Probe probe) {
        return probe.tooSlow() || probe.first() != null && (probe.first().deadEntries() >= config.deadEntries()
                || probe.btree() && isWalking(probe.first()));
    }

    private static boolean isWalking(Probe.Run run) {
        return run.pages() > 2 * run.rows() + USUAL_PAGES; // a row costs its own page, and at most one of the index
    }

    private static Probe worse(Probe one, Probe other) {
        return one.tooSlow() || !other.tooSlow() && one.first().pages() >= other.first().pages() ? one : other;
    }

    private Finding finding(TableHealth table, Probe probe) {
        if (probe.tooSlow()) {
            return Finding.of(Severity.WARNING, "slow-probe", table.name(),
                    "Of the index %s: the query %s %s.".formatted(probe.index(), probe.query(), probe.note()),
                    "It reads a few rows in the index's own order. See its plan; dead entries, an expression that is slow to "
                            + "compute or a slow disk may be the reason.",
                    "explain (analyze, buffers) " + probe.query());
        }
        return Finding.mendable(Severity.WARNING, "dead-index-entries",
                "Of the index %s: %s".formatted(probe.index(), explain(probe.first(), probe.second())), ADVICE,
                table.action(Work.VACUUM), table.owned());
    }

    private String explain(Probe.Run first, Probe.Run second) {
        String cost = "%d row(s) took %d pages and %s".formatted(first.rows(), first.pages(),
                Words.millis(first.millis()));
        String again = "%d pages and %s".formatted(second.pages(), Words.millis(second.millis()));
        if (first.deadEntries() < config.deadEntries()) {
            return "%s, the same again %s. Earlier scans have marked entries of dead rows as killed and none is looked up any more, but the index pages that they fill are still read one by one."
                    .formatted(cost, again);
        }
        String met = "%s: the scan met %d entries of dead rows and looked up each in the table.".formatted(cost,
                first.deadEntries());
        if (second.deadEntries() > first.deadEntries() / 2) {
            return "%s The same again took %s and met %d of them: they could not be marked as killed, because %s may still see the rows."
                    .formatted(met, again, second.deadEntries(),
                            holders.isEmpty() ? "a transaction that is still open" : holders.get(0).subject());
        }
        return "%s It marked them as killed, so that the same query again took %s: it skips them, but still reads the index pages that they fill."
                .formatted(met, again);
    }
}
