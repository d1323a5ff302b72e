package dev.kindred.drift;

import java.util.List;

/**
 * What {@code kindred.model_drift} says of a champion. Null is what can't be known: without an assignment, or of a model
 * that was not trained here.
 *
 * @param trainingRows           with those in no segment
 * @param rows                   assigned ones, with those in no segment
 * @param psi                    population stability index of the segments' shares
 * @param beyondP99              share of rows
 * @param trainingWithoutSegment share of rows
 * @param withoutSegment         share of rows
 */
record DriftRow(String model, int version, Long trainingRows, long rows, Double psi, Double trainingMeanDistance,
        Double meanDistance, Double beyondP99, Double trainingWithoutSegment, Double withoutSegment,
        List<SegmentRows> segments) {

    /** A segment's rows at the training, null where that is not known, and in the assignment now. */
    record SegmentRows(long id, String label, Long trainingRows, long rows) {}

    /** Of all segments at the training. */
    long segmentedTrainingRows() {
        return segments.stream().filter(segment -> segment.trainingRows != null)
                .mapToLong(SegmentRows::trainingRows).sum();
    }

    /** Of all segments now. */
    long segmentedRows() {
        return segments.stream().mapToLong(SegmentRows::rows).sum();
    }
}
