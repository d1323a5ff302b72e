package dev.kindred.recall;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a calibration has found, to be asked for settings. */
final class Curve {

    /** A filter that keeps a little less than was measured is still of the same kind. */
    private static final double TOLERANCE = 1.25;

    /** By so little less than what was asked for nobody is deceived, if it is rare: four standard errors away. */
    private static final double NEAR_ENOUGH = 0.01;
    private static final double RARE = 4;

    /** And what was asked for is reached five times of six. */
    private static final double LIKELY = 1;

    /** Of a line that meets a whole number. */
    private static final double ROUNDING = 1e-9;

    private final List<RecallPoint> points;

    Curve(List<RecallPoint> points) {
        this.points = points;
    }

    /**
     * A setting.
     *
     * @param recall expected
     */
    record Choice(int setting, double recall, double millis) {}

    /**
     * The smallest setting whose recall is that or more, less what may be chance; between two measured ones by a straight
     * line. Of filters the next stricter one counts that was measured, of limits the next higher one.
     *
     * @param kept share of the rows that the filter keeps
     */
    Optional<Choice> cheapest(double kept, int limit, double minRecall) {
        RecallPoint before = null;
        for (RecallPoint point : measuredSettings(kept, limit)) {
            if (sure(point) >= minRecall) {
                return Optional.of(before == null ? at(point) : between(before, point, minRecall));
            }
            before = point;
        }
        return Optional.empty();
    }

    /** The largest measured setting that takes less than that time. */
    Optional<Choice> widest(double kept, int limit, double millis) {
        return measuredSettings(kept, limit).stream().filter(point -> point.millis() < millis)
                .reduce((smaller, larger) -> larger).map(Curve::at);
    }

    /** How long comparing all rows takes that such a filter keeps. */
    OptionalDouble exactMillis(double kept, int limit) {
        return measured(kept, limit).stream().filter(point -> point.setting() == null)
                .mapToDouble(RecallPoint::millis).findFirst();
    }

    /** Smallest first. */
    private List<RecallPoint> measuredSettings(double kept, int limit) {
        return measured(kept, limit).stream().filter(point -> point.setting() != null)
                .sorted(Comparator.comparing(RecallPoint::setting)).toList();
    }

    private List<RecallPoint> measured(double kept, int limit) {
        double most = Math.min(1, kept * TOLERANCE);
        OptionalDouble share = points.stream().mapToDouble(RecallPoint::kept)
                .filter(it -> kept == 1 ? it == 1 : it < 1 && it <= most).max();
        int rows = points.stream().mapToInt(RecallPoint::limit).filter(it -> it >= limit).min().orElse(0);
        return share.isEmpty()
                ? List.of()
                : points.stream().filter(it -> it.kept() == share.getAsDouble() && it.limit() == rows).toList();
    }

    private static double sure(RecallPoint point) {
        return point.recall() - Math.max(LIKELY * point.error(), RARE * point.error() - NEAR_ENOUGH);
    }

    private static Choice at(RecallPoint point) {
        return new Choice(point.setting(), point.recall(), point.millis());
    }

    private static Choice between(RecallPoint lower, RecallPoint upper, double minRecall) {
        double share = (minRecall - sure(lower)) / (sure(upper) - sure(lower));
        double line = lower.setting() + share * (upper.setting() - lower.setting());
        int setting = (int) Math.ceil(line - ROUNDING);
        double at = (double) (setting - lower.setting()) / (upper.setting() - lower.setting());
        return new Choice(setting, lower.recall() + at * (upper.recall() - lower.recall()),
                lower.millis() + at * (upper.millis() - lower.millis()));
    }
}
