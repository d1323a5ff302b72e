package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * Per point of one block its label and what is known of its distances.
 *
 * <p>
 * Bounds are kept against a clock that counts how far centroids have drifted ({@link Drift}), instead of being widened
 * for every point in every pass (Hamerly, "Making k-means even faster", SDM 2010, does the latter). So a point whose
 * label cannot have changed is read, not written.
 */
final class Bounds {

    /** The part of a value given away when it is stored or compared: eight float32 roundings. */
    private static final float CAUTION = 0x1p-21f;

    /** Per point its cluster, or −1 before the first pass. */
    final int[] labels;

    /** Per point the distance to its centroid at most, less the drift of that centroid by then. */
    final float[] upper;

    /** Per point the distance to every other centroid at least, plus the drift of the fastest centroids by then. */
    final float[] lower;

    /** Per group and point the same for the centroids of the group, row by row of one group; null for one group. */
    float[] groupLower;

    /** Per point |x|², known after the first pass. */
    final float[] squares;

    Bounds(int rows, int groups) {
        labels = new int[rows];
        Arrays.fill(labels, -1);
        upper = new float[rows];
        lower = new float[rows];
        squares = new float[rows];
        groupLower = groups > 1 ? new float[groups * rows] : null;
    }

    /** Frees the group bounds, when there are no more passes. */
    void release() {
        groupLower = null;
    }

    int rows() {
        return labels.length;
    }

    void setUpper(int row, float distance, float drift) {
        upper[row] = (distance - drift) + CAUTION * (distance + drift);
    }

    float upper(int row, Drift drift) {
        return upper[row] + drift.cluster[labels[row]];
    }

    void setLower(int row, float distance, float drift) {
        lower[row] = (distance + drift) * (1 - CAUTION);
    }

    void setGroupLower(int group, int row, float distance, float drift) {
        groupLower[group * labels.length + row] = (distance + drift) * (1 - CAUTION);
    }

    float groupLower(int group, int row, Drift drift) {
        return groupLower[group * labels.length + row] - drift.group[group];
    }

    /** Whether the group bounds show that the label cannot have changed; renews the overall bound if so. */
    boolean settledByGroups(int row, Drift drift) {
        float least = Float.POSITIVE_INFINITY;
        int rows = labels.length;
        for (int group = 0, at = row; group < drift.group.length; group++, at += rows) {
            float bound = groupLower[at] - drift.group[group];
            least = bound < least ? bound : least;
        }
        if (upper(row, drift) < least) {
            setLower(row, least, drift.overall);
            return true;
        }
        return false;
    }

    /** Whether a centroid of the group may be as near to any of these points as it is known to have one. */
    boolean reached(int group, float drift, float[] reach, int[] points, int from, int count) {
        int offset = group * labels.length;
        for (int lane = 0; lane < count; lane++) {
            if (!(reach[lane] < groupLower[offset + points[from + lane]] - drift)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Lists the points whose label may have changed.
     *
     * @param spacing per cluster half the distance to the nearest other centroid, or less
     * @return how many were written to {@code rows}
     */
    int listUnsettled(Drift drift, float[] spacing, int[] rows) {
        float[] drifts = drift.cluster;
        float overall = drift.overall;
        int count = 0;
        for (int row = 0; row < labels.length; row++) {
            int label = labels[row];
            float distance = upper[row] + drifts[label];
            rows[count] = row;
            if (!(distance < lower[row] - overall) && !(distance < spacing[label])) {
                count++;
            }
        }
        return count;
    }
}
