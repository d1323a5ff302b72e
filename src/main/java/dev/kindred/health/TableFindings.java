package dev.kindred.health;

import java.util.ArrayList;
import java.util.List;

/** What there is to say of one table. */
final class TableFindings {

    private final HealthConfig config;
    private final List<HorizonHolder> holders;

    TableFindings(HealthConfig config, List<HorizonHolder> holders) {
        this.config = config;
        this.holders = holders;
    }

    List<Finding> of(TableHealth table) {
        List<Finding> findings = new ArrayList<>();
        deadRows(table, findings);
        statistics(table, findings);
        autovacuum(table, findings);
        bloat(table, findings);
        cache(table, findings);
        wraparound(table, findings);
        return findings;
    }

    private void deadRows(TableHealth table, List<Finding> findings) {
        if (table.deadRows() < config.minRows() || table.deadShare() < config.deadShare()) {
            return;
        }
        boolean isCritical = table.deadShare() >= config.deadShareCritical();
        String advice = "VACUUM frees their places in the table and removes their entries from its indexes; until then "
                + "every scan passes them." + afterReindex(table) + whoHoldsBack();
        findings.add(Finding.mendable(isCritical ? Severity.CRITICAL : Severity.WARNING, "dead-rows",
                "Of %d rows %d are dead (%s). %s".formatted(table.liveRows() + table.deadRows(), table.deadRows(),
                        Words.percent(table.deadShare()), lastVacuum(table)),
                advice, table.action(Work.VACUUM), table.owned()));
    }

    /** HNSW: a vacuum mends the graph around each dead row, which takes longer than to build a new one. */
    private static String afterReindex(TableHealth table) {
        List<IndexHealth> graphs = table.indexes().stream()
                .filter(index -> index.method().equals("hnsw") && index.valid()).toList();
        return graphs.isEmpty()
                ? ""
                : " Its HNSW index is mended row by row then; where many are dead, REINDEX CONCURRENTLY, then VACUUM, "
                        + "is faster: " + graphs.get(0).action(Work.REINDEX).statement() + ".";
    }

    private String whoHoldsBack() {
        return holders.isEmpty()
                ? ""
                : " Rows deleted since the beginning of " + holders.get(0).subject() + " stay until that has ended.";
    }

    private static String lastVacuum(TableHealth table) {
        if (table.lastVacuum() == null && table.lastAutovacuum() == null) {
            return "It was never vacuumed since the statistics began.";
        }
        boolean isByHand = table.lastAutovacuum() == null
                || table.lastVacuum() != null && table.lastVacuum().isAfter(table.lastAutovacuum());
        return "The last vacuum was at " + (isByHand ? table.lastVacuum() : table.lastAutovacuum()) + ".";
    }

    private void statistics(TableHealth table, List<Finding> findings) {
        if (table.liveRows() < config.minRows()) {
            return;
        }
        if (!table.isAnalyzed() || table.changedRows() >= config.changedShare() * table.liveRows()) {
            findings.add(Finding.mendable(Severity.WARNING, "stale-statistics",
                    table.isAnalyzed()
                            ? "%d rows have changed since the last analyze, beside %d living ones.".formatted(
                                    table.changedRows(), table.liveRows())
                            : "%d rows, never analyzed since the statistics began.".formatted(table.liveRows()),
                    "ANALYZE counts its values anew; the planner chooses by guesses until then.",
                    table.action(Work.ANALYZE), table.owned()));
        }
    }

    private void autovacuum(TableHealth table, List<Finding> findings) {
        if (!table.autovacuum() && table.liveRows() + table.deadRows() >= config.minRows()) {
            findings.add(Finding.of(Severity.WARNING, "autovacuum-off", table.name(),
                    "Autovacuum is switched off for this table.",
                    "Switch it on, or see to it that somebody else vacuums and analyzes it.",
                    "alter table %s reset (autovacuum_enabled)".formatted(table.quoted())));
        }
    }

    private void bloat(TableHealth table, List<Finding> findings) {
        if (table.bloatBytes() != null && table.bloatBytes() >= config.minSize().asLongValue()
                && table.bloatShare() >= config.bloatShare()) {
            findings.add(Finding.of(Severity.INFO, "table-bloat", table.name(),
                    "Of %s some %s (%s) hold no living row, %s.".formatted(
                            Words.size(table.heapBytes()), Words.size(table.bloatBytes()),
                            Words.percent(table.bloatShare()), Words.bloatBy(table.bloatBy())),
                    "New rows will fill it once it is vacuumed. To give it back, VACUUM FULL writes the table anew, and "
                            + "nobody can read it meanwhile.",
                    "vacuum (full, analyze) " + table.quoted()));
        }
    }

    private void cache(TableHealth table, List<Finding> findings) {
        if (table.cacheHitRatio() != null && table.heapBytes() >= config.minSize().asLongValue()
                && table.cacheHitRatio() < config.cacheHitRatio()) {
            findings.add(Finding.of(Severity.INFO, "cache-misses", table.name(),
                    "Of its pages only %s were found in shared_buffers.".formatted(
                            Words.percent(table.cacheHitRatio())),
                    "See whether shared_buffers can be larger, or whether scans read more than they need.", null));
        }
    }

    private void wraparound(TableHealth table, List<Finding> findings) {
        if (table.freezeAge() >= config.freezeAge()) {
            findings.add(new Finding(
                    table.freezeAge() >= config.freezeAgeCritical() ? Severity.CRITICAL : Severity.WARNING,
                    "wraparound", table.name(),
                    "Its oldest row is %d transactions old; PostgreSQL refuses all writes at about 2.1 billion."
                            .formatted(table.freezeAge()),
                    "VACUUM (FREEZE) it, and find out what kept autovacuum from it." + whoHoldsBack(),
                    "vacuum (freeze, analyze) " + table.quoted(), null));
        }
    }
}
