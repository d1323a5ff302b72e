package dev.kindred.recall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ways of a search of which calibrations tell what they find and how long they take. */
final class MeasuredWays {

    private final Search search;
    private final double kept;
    private final List<StandingIndex> standing;

    /** With the share of the rows that the search's filter keeps. */
    MeasuredWays(Search search, double kept, List<StandingIndex> standing) {
        this.search = search;
        this.kept = kept;
        this.standing = standing.stream().filter(it -> it.calibration().isPresent()).toList();
    }

    private record Timed(SearchWay way, double millis) {}

    /** Those that reach the recall in less than that time, fastest first: one an index. */
    List<SearchWay> reaching(double minRecall, double millis) {
        List<Timed> ways = new ArrayList<>();
        for (StandingIndex it : standing) {
            IndexSearch index = IndexSearch.of(it.index());
            curve(it).cheapest(kept, search.limit(), minRecall).ifPresent(
                    choice -> ways.add(new Timed(way(index, choice), choice.millis())));
        }
        return ways.stream().filter(way -> way.millis() < millis).sorted(Comparator.comparingDouble(Timed::millis))
                .map(Timed::way).toList();
    }

    /** The widest search in less than that time, the one first that finds most stored rows: one an index. */
    List<SearchWay> widest(double millis) {
        Map<SearchWay, Double> recalls = new HashMap<>();
        for (StandingIndex it : standing) {
            IndexSearch index = IndexSearch.of(it.index());
            curve(it).widest(kept, search.limit(), millis).ifPresent(choice -> recalls.put(
                    new SearchWay(index, choice.setting(), search.mode(index, choice.setting(), kept), null,
                            Reason.WIDEST),
                    choice.recall()));
        }
        return recalls.entrySet().stream().sorted(Map.Entry.<SearchWay, Double>comparingByValue().reversed())
                .map(Map.Entry::getKey).toList();
    }

    private SearchWay way(IndexSearch index, Curve.Choice choice) {
        double recall = Math.floor(choice.recall() * 1e4) / 1e4;
        return new SearchWay(index, choice.setting(), search.mode(index, choice.setting(), kept), recall,
                Reason.CALIBRATED);
    }

    /** Of comparing all rows that match; the least of what was measured, at different times, beside each index. */
    double exactMillis() {
        return standing.stream().map(MeasuredWays::curve)
                .mapToDouble(curve -> curve.exactMillis(kept, search.limit())
                        .orElse(curve.exactMillis(1, search.limit()).orElse(Double.POSITIVE_INFINITY)))
                .min().orElse(Double.POSITIVE_INFINITY);
    }

    private static Curve curve(StandingIndex it) {
        return new Curve(it.calibration().orElseThrow().points);
    }
}
