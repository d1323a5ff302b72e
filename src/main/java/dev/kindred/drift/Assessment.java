package dev.kindred.drift;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.kindred.drift.ModelDrift.Advice;
import dev.kindred.drift.ModelDrift.Measures;
import dev.kindred.drift.ModelDrift.SegmentShare;

/** Holds what was counted against the thresholds, and says what follows. */
final class Assessment {

    private final DriftRow row;
    private final DriftConfig limits;
    private final List<SegmentShare> segments;

    private Assessment(DriftRow row, DriftConfig limits) {
        this.row = row;
        this.limits = limits;
        long trainingRows = row.segmentedTrainingRows();
        long rows = row.segmentedRows();
        this.segments = row.segments().stream().map(segment -> share(segment, trainingRows, rows)).toList();
    }

    static ModelDrift of(DriftRow row, DriftConfig limits, Instant computedAt) {
        Assessment assessment = new Assessment(row, limits);
        String missing = assessment.whatIsMissing();
        Measures measures = missing == null ? assessment.measures() : null;
        return new ModelDrift(row.model(), row.version(), computedAt, row.trainingRows(), row.rows(),
                missing != null
                        ? Advice.UNKNOWN
                        : measures.all().allMatch(Measure::ok) ? Advice.FINE : Advice.RETRAIN,
                missing != null ? List.of(missing) : assessment.reasons(measures), measures, assessment.segments);
    }

    private String whatIsMissing() {
        if (segments.isEmpty()) {
            return "Version %d has no segment whose rows could be compared.".formatted(row.version());
        }
        if (row.segmentedTrainingRows() == 0) {
            return ("How many rows the segments of version %d had at its training is not known, as of a model that was "
                    + "imported, so there is nothing to compare with; train a version here.").formatted(row.version());
        }
        if (row.rows() == 0) {
            return "Version %d has no assignment, so there is nothing to compare; POST /api/models/%s/assign makes one."
                    .formatted(row.version(), row.model());
        }
        return row.psi() == null ? "No row of the assignment is in a segment, so there is nothing to compare." : null;
    }

    private List<String> reasons(Measures measures) {
        List<String> beyond = measures.all().filter(measure -> !measure.ok()).map(Measure::words).toList();
        if (!beyond.isEmpty()) {
            return beyond;
        }
        String fine = "Nothing is beyond its threshold.";
        return row.psi() < limits.psiWatch() ? List.of(fine) : List.of(fine, measures.psi().words());
    }

    private Measures measures() {
        return new Measures(psi(), meanDistanceRatio(), beyondP99(), counted(SegmentShare::empty, "have become empty"),
                counted(SegmentShare::swollen, "have more than %s times their share".formatted(limits.swollen())),
                withoutSegment());
    }

    private Measure psi() {
        double psi = row.psi();
        boolean ok = psi < limits.psiRetrain();
        String level = ok
                ? psi < limits.psiWatch()
                        ? "less than %s is no shift".formatted(limits.psiWatch())
                        : "%s and more is worth watching, %s and more a significant shift"
                                .formatted(limits.psiWatch(), limits.psiRetrain())
                : "%s and more is a significant shift".formatted(limits.psiRetrain());
        return new Measure(psi, limits.psiRetrain(), ok, text(
                "The population stability index of the segments' shares is %.3f; %s.", psi, level));
    }

    private Measure meanDistanceRatio() {
        double limit = limits.meanDistanceRatio();
        Double then = row.trainingMeanDistance();
        Double now = row.meanDistance();
        if (then == null || now == null) {
            return new Measure(null, limit, true, "The mean distance from the centres is not known of both times.");
        }
        if (then == 0) {
            return new Measure(null, limit, now == 0, text(
                    "The mean distance from the centres was 0 at the training and is %.3g now.", now));
        }
        double ratio = now / then;
        return new Measure(ratio, limit, ratio <= limit, text(
                "Rows are %.2f times as far from their segments' centres as at the training; up to %s times is usual.",
                ratio, limit));
    }

    private Measure beyondP99() {
        Double share = row.beyondP99();
        double limit = limits.beyondP99();
        return share == null
                ? new Measure(null, limit, true, "The training's 99th percentile of distance is not known.")
                : new Measure(share, limit, share <= limit, text(
                        "%.1f %% of the rows are beyond the training's 99th percentile of distance; 1 %% is expected, up "
                                + "to %.1f %% usual.",
                        100 * share, 100 * limit));
    }

    private Measure counted(Predicate<SegmentShare> which, String complaint) {
        List<SegmentShare> found = segments.stream().filter(which).toList();
        String names = found.stream().map(segment -> "'%s' (%d)".formatted(segment.label(), segment.id()))
                .collect(Collectors.joining(", "));
        return new Measure((double) found.size(), 0, found.isEmpty(), found.isEmpty()
                ? "No segments %s.".formatted(complaint)
                : "%d segment(s) %s: %s.".formatted(found.size(), complaint, names));
    }

    private Measure withoutSegment() {
        double then = row.trainingWithoutSegment();
        double more = row.withoutSegment() - then;
        return new Measure(more, limits.withoutSegment(), more <= limits.withoutSegment(), text(
                "%.1f %% of the rows are in no segment, and were %.1f %% at the training; up to %.1f points more are usual.",
                100 * row.withoutSegment(), 100 * then, 100 * limits.withoutSegment()));
    }

    private SegmentShare share(DriftRow.SegmentRows segment, long trainingRows, long rows) {
        Double then = segment.trainingRows() == null || trainingRows == 0
                ? null
                : (double) segment.trainingRows() / trainingRows;
        Double now = rows == 0 ? null : (double) segment.rows() / rows;
        boolean counts = then != null && now != null && Math.max(then, now) >= limits.smallestShare();
        return new SegmentShare(segment.id(), segment.label(), then, now, segment.rows(),
                counts && then > 0 && segment.rows() == 0, counts && now > limits.swollen() * then);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
