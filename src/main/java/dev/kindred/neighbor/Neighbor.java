package dev.kindred.neighbor;

/** A row near to what was asked for. */
public interface Neighbor {

    /** In the metric of the search; NaN where the metric knows no distance, null where there is nothing to measure from. */
    Double distance();
}
