package dev.kindred.kmeans;

/** How the centroids are improved. */
public enum KMeansAlgorithm {

    /** Lloyd's algorithm over all rows, with bounds that skip what cannot change. */
    EXACT,

    /** Steps over random batches of rows and one full pass at the end, for when full passes cost too much. */
    MINIBATCH,

    /**
     * As {@link #EXACT} on a sample, and one pass over all rows for labels and measures: for many clusters of many rows,
     * where it matters less that each centroid is the best one than that rows are with near ones.
     */
    QUICK
}
