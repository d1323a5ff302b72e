package dev.kindred.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is to say of the indexes of one table. Valid ones are never dropped from here; that is left to people. */
final class IndexFindings {

    /** The one of several like ones that is best kept comes first. */
    private static final Comparator<IndexHealth> BEST_KEPT = Comparator.comparing(IndexHealth::primary)
            .thenComparing(IndexHealth::constraint).thenComparing(IndexHealth::unique)
            .thenComparing(IndexHealth::scans).reversed().thenComparing(IndexHealth::oid);

    private final HealthConfig config;
    private final Instant statisticsSince;
    private final Instant now;

    IndexFindings(HealthConfig config, Instant statisticsSince, Instant now) {
        this.config = config;
        this.statisticsSince = statisticsSince;
        this.now = now;
    }

    List<Finding> of(TableHealth table) {
        List<Finding> findings = new ArrayList<>();
        for (IndexHealth index : table.indexes()) {
            if (!index.valid()) {
                invalid(index, findings);
            } else {
                unused(index, findings);
                bloat(index, findings);
            }
        }
        duplicates(table, findings);
        return findings;
    }

    private static void invalid(IndexHealth index, List<Finding> findings) {
        if (index.busy()) {
            return; // it may be the one that is being built
        }
        String origin = index.isLeftByReindex()
                ? "It was left by a REINDEX CONCURRENTLY that ended early."
                : "Its concurrent build ended early, or found rows that it can't hold.";
        findings.add(Finding.mendable(Severity.WARNING, "invalid-index",
                "No query can use it, yet every write fills its %s. %s".formatted(Words.size(index.bytes()), origin),
                index.isLeftByReindex() ? "Drop it." : "Drop it, and build it again where it is wanted.",
                index.action(Work.DROP_INVALID), index.owned()));
    }

    private void unused(IndexHealth index, List<Finding> findings) {
        boolean isLongEnough = statisticsSince == null || !statisticsSince.plus(config.unusedAfter()).isAfter(now);
        if (index.scans() == 0 && index.isOnlyForQueries() && isLongEnough
                && index.bytes() >= config.minSize().asLongValue()) {
            findings.add(Finding.of(Severity.INFO, "unused-index", index.name(),
                    "No query has used its %s since %s.".formatted(Words.size(index.bytes()),
                            statisticsSince == null
                                    ? "the statistics began, which were never reset"
                                    : "the statistics were reset at " + statisticsSince),
                    "Every write pays for it. Drop it, unless it is new, waits for a rare report, or is used on a standby, "
                            + "whose scans don't count here.",
                    "drop index concurrently " + index.quoted()));
        }
    }

    private void bloat(IndexHealth index, List<Finding> findings) {
        if (index.bloatBytes() != null && index.bloatBytes() >= config.minSize().asLongValue()
                && index.bloatShare() >= config.bloatShare()) {
            findings.add(Finding.mendable(Severity.WARNING, "index-bloat",
                    "Of its %s a new one would save some %s (%s), %s.".formatted(
                            Words.size(index.bytes()), Words.size(index.bloatBytes()),
                            Words.percent(index.bloatShare()), Words.bloatBy(index.bloatBy())),
                    "REINDEX CONCURRENTLY, then VACUUM: queries go on meanwhile, and it needs the room of a second one.",
                    index.action(Work.REINDEX), index.owned()));
        }
    }

    private static void duplicates(TableHealth table, List<Finding> findings) {
        Map<String, List<IndexHealth>> alike = new LinkedHashMap<>();
        table.indexes().stream().filter(IndexHealth::valid).sorted(BEST_KEPT)
                .forEach(index -> alike.computeIfAbsent(index.likeness(), likeness -> new ArrayList<>()).add(index));
        alike.values().forEach(same -> same.stream().skip(1).filter(index -> !index.constraint())
                .forEach(index -> findings.add(duplicate(index, same.get(0)))));
    }

    private static Finding duplicate(IndexHealth index, IndexHealth kept) {
        return Finding.of(Severity.WARNING, "duplicate-index", index.name(),
                "It does the same as %s: table, method, columns or expressions, operator classes and predicate are equal. It takes %s and was scanned %d times, the other %d times."
                        .formatted(kept.name(), Words.size(index.bytes()), index.scans(), kept.scans()),
                "Every write pays for both. Drop it, unless their build options differ on purpose.",
                "drop index concurrently " + index.quoted());
    }
}
