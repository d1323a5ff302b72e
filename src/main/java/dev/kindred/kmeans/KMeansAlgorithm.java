package dev.kindred.kmeans;

/** How the centroids are improved. */
public enum KMeansAlgorithm {

    /** Lloyd's algorithm over all rows, with bounds that skip what cannot change. */
    EXACT,

    /** Steps over random batches of rows and one full pass at the end, for when full passes cost too much. */
    MINIBATCH
}
