package dev.kindred.kmeans;

/** What "near" means. */
public enum KMeansMetric {

    /** |x − c|, in the units of the data. */
    EUCLIDEAN,

    /**
     * 1 − cos(x, c): spherical k-means (Dhillon and Modha, "Concept Decompositions for Large Sparse Text Data Using
     * Clustering", Machine Learning 42, 2001). Rows are normalised first and centroids have length 1; the inertia is the
     * sum of squared euclidean distances between unit vectors, which is twice the sum of cosine distances.
     */
    COSINE
}
