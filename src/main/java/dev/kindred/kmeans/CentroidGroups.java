package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * The centroids as the kernels read them: in groups of neighbours, each centroid in a <em>slot</em>.
 *
 * <p>
 * Groups are the unit of the bounds (Ding et al., "Yinyang K-Means: A Drop-In Replacement of the Classic K-Means with
 * Consistent Speedup", ICML 2015, §3). A group holds a multiple of four slots; slots without a centroid are infinitely
 * far. Values are stored −2c, four slots interleaved, so that a kernel fetches four products from one cache line.
 */
final class CentroidGroups {

    /** Slots that a kernel takes together. */
    static final int QUAD = 4;

    final int dimensions;

    /** Per group its first slot, and one past the last group the number of slots. */
    final int[] starts;

    /** Per slot the cluster in it, or −1. */
    final int[] clusters;

    /** Per cluster its group. */
    final int[] groupOf;

    /** Per quad of slots d × 4 values −2c. */
    final float[] values;

    /** Per slot |c|², or +∞ for an empty one. */
    final float[] squares;

    /** The low bits of a packed result that hold the position in its group. */
    final int positionMask;

    /** The most slots in a group. */
    final int largestGroup;

    /** The largest |c|. */
    float largestNorm;

    /**
     * @param groupOf per cluster its group, 0 to {@code groups} − 1; it is kept, not copied
     * @param groups how many groups; each needs a member
     */
    CentroidGroups(int[] groupOf, int groups, int dimensions) {
        this.dimensions = dimensions;
        this.groupOf = groupOf;
        starts = starts(groupOf, groups);
        int slots = starts[groups];
        clusters = new int[slots];
        values = new float[slots * dimensions];
        squares = new float[slots];
        place();
        int largest = 0;
        for (int group = 0; group < groups; group++) {
            largest = Math.max(largest, starts[group + 1] - starts[group]);
        }
        largestGroup = largest;
        positionMask = 2 * Integer.highestOneBit(largest - 1) - 1;
    }

    private static int[] starts(int[] groupOf, int groups) {
        int[] sizes = new int[groups];
        for (int group : groupOf) {
            sizes[group]++;
        }
        int[] starts = new int[groups + 1];
        for (int group = 0; group < groups; group++) {
            starts[group + 1] = starts[group] + (sizes[group] + QUAD - 1) / QUAD * QUAD;
        }
        return starts;
    }

    private void place() {
        Arrays.fill(clusters, -1);
        Arrays.fill(squares, Float.POSITIVE_INFINITY);
        int[] next = starts.clone();
        for (int cluster = 0; cluster < groupOf.length; cluster++) {
            clusters[next[groupOf[cluster]]++] = cluster;
        }
    }

    int groups() {
        return starts.length - 1;
    }

    /** Takes over the centroids, k × d row-major in working coordinates. */
    void load(float[] centroids) {
        double largest = 0;
        for (int slot = 0; slot < clusters.length; slot++) {
            if (clusters[slot] >= 0) {
                double square = load(slot, centroids, clusters[slot] * dimensions);
                squares[slot] = (float) square;
                largest = Math.max(largest, square);
            }
        }
        largestNorm = Math.nextUp((float) Math.sqrt(largest));
    }

    private double load(int slot, float[] centroids, int from) {
        int at = slot / QUAD * QUAD * dimensions + slot % QUAD;
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            float value = centroids[from + column];
            values[at + column * QUAD] = -2 * value;
            square += (double) value * value;
        }
        return square;
    }
}
