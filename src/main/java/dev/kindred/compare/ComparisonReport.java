package dev.kindred.compare;

import java.util.List;

import dev.kindred.compare.Comparison.Item;
import dev.kindred.compare.Comparison.Moves;
import dev.kindred.compare.Comparison.Rows;
import dev.kindred.compare.Comparison.Share;
import dev.kindred.compare.Comparison.Version;

/** Makes the answer of what was counted. */
final class ComparisonReport {

    private final Pair pair;
    private final List<CommonSegments.Entry> entries;
    private final Crossing crossing;
    private final CentreShifts shifts;
    private final long compared;

    ComparisonReport(Pair pair, CommonSegments common, Crossing crossing, CentreShifts shifts) {
        this.pair = pair;
        this.entries = common.entries();
        this.crossing = crossing;
        this.shifts = shifts;
        this.compared = crossing.compared();
    }

    Comparison report() {
        List<Item> items = entries.stream().map(this::item).toList();
        long[][] transitions = transitions();
        Rows rows = new Rows(compared, crossing.onlyFrom, crossing.onlyTo, crossing.neither);
        Moves moves = moves(transitions);
        Version from = Version.of(pair.from().model(), perRow(crossing.fromDistances));
        Version to = Version.of(pair.to().model(), perRow(crossing.toDistances));
        return new Comparison(new Summary(items, transitions, rows, moves, from, to).sentences(), from, to, rows, moves,
                AdjustedRandIndex.of(crossing.counts), items, transitions);
    }

    private Item item(CommonSegments.Entry entry) {
        Share from = entry.from() == null ? null : share(entry.from(), crossing.from(entry.from()));
        Share to = entry.to() == null ? null : share(entry.to(), crossing.to(entry.to()));
        return new Item(entry.segment().id(), entry.segment().label(), from, to,
                from == null || to == null ? null : shifts.between(entry.from(), entry.to()));
    }

    private Share share(int cluster, long rows) {
        return new Share(cluster, rows, perRow(rows));
    }

    private long[][] transitions() {
        long[][] transitions = new long[entries.size()][entries.size()];
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < entries.size(); j++) {
                Integer from = entries.get(i).from();
                Integer to = entries.get(j).to();
                transitions[i][j] = from == null || to == null ? 0 : crossing.counts[from][to];
            }
        }
        return transitions;
    }

    private Moves moves(long[][] transitions) {
        long staying = 0;
        for (int i = 0; i < transitions.length; i++) {
            staying += transitions[i][i];
        }
        return new Moves(compared - staying, perRow(compared - staying));
    }

    private Double perRow(double sum) {
        return compared == 0 ? null : sum / compared;
    }
}
