package dev.kindred.segment;

/** How many of the same rows two partitions put together: counts by old and new cluster. Rows may be in no cluster. */
final class Overlap {

    private final long[][] common;
    private final long[] oldSizes;
    private final long[] newSizes;
    private long rows;
    private long placedByBoth;

    Overlap(int oldClusters, int newClusters) {
        common = new long[oldClusters][newClusters];
        oldSizes = new long[oldClusters];
        newSizes = new long[newClusters];
    }

    /** Counts a row; a negative cluster is none. */
    void add(int oldCluster, int newCluster) {
        rows++;
        if (oldCluster >= 0) {
            oldSizes[oldCluster]++;
        }
        if (newCluster >= 0) {
            newSizes[newCluster]++;
        }
        if (oldCluster >= 0 && newCluster >= 0) {
            common[oldCluster][newCluster]++;
            placedByBoth++;
        }
    }

    /** Rows that are in a cluster of each. */
    long placedByBoth() {
        return placedByBoth;
    }

    long rows() {
        return rows;
    }

    long oldSize(int oldCluster) {
        return oldSizes[oldCluster];
    }

    int oldClusters() {
        return oldSizes.length;
    }

    int newClusters() {
        return newSizes.length;
    }

    /** The share of an old cluster's rows that are in a new one; 0 where it has none. */
    double shareOfOld(int oldCluster, int newCluster) {
        return ratio(common[oldCluster][newCluster], oldSizes[oldCluster]);
    }

    /** The share of a new cluster's rows that come from an old one; 0 where it has none. */
    double shareOfNew(int oldCluster, int newCluster) {
        return ratio(common[oldCluster][newCluster], newSizes[newCluster]);
    }

    /** Rows in both by rows in either (Jaccard). */
    double jaccard(int oldCluster, int newCluster) {
        return jaccard(oldSizes[oldCluster], newSizes[newCluster], common[oldCluster][newCluster]);
    }

    /** What the same would be of two clusters of these sizes that had nothing to do with each other. */
    double chanceJaccard(int oldCluster, int newCluster) {
        double expected = ratio((double) oldSizes[oldCluster] * newSizes[newCluster], rows);
        return jaccard(oldSizes[oldCluster], newSizes[newCluster], expected);
    }

    private static double jaccard(double one, double other, double both) {
        return ratio(both, one + other - both);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
