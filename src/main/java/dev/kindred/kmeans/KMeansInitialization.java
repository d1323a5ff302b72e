package dev.kindred.kmeans;

/** Where the centroids of a run start. */
public enum KMeansInitialization {

    /**
     * Greedy k-means++ (Arthur and Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007): each next
     * centroid is the best of 2 + ⌊ln k⌋ rows drawn with chances proportional to the squared distance from the centroids
     * so far.
     */
    PLUS_PLUS,

    /** k different rows drawn at random. */
    RANDOM,

    /** The centroids that the options carry, for instance those of an earlier model; there are no restarts then. */
    GIVEN
}
