package dev.kindred.kmeans;

/**
 * The inner loop of an assignment: the nearest and second nearest centroid of 64 points at once.
 *
 * <p>
 * A kernel works in float32 on the expanded form |x|² + |c|² − 2x·c. Its answers carry the error bound that
 * {@link #roundings(int)} gives, and whoever uses them must decide closer calls in double. So the labels of a run do not
 * depend on the kernel; its speed does.
 */
interface DistanceKernel {

    /** What the log line and the stored lineage call it. */
    String name();

    /** How many float32 roundings the sum of d products suffers at most. */
    int roundings(int dimensions);

    /**
     * Writes the packed nearest and second nearest of one group of centroids for every lane of the tile, see
     * {@link PointTile#nearest}, and leaves the sums that they come from in {@link PointTile#sums}.
     */
    void scan(PointTile tile, CentroidGroups centroids, int group);
}
