package dev.kindred.kmeans;

import java.util.Arrays;

/** Gathers the centroids into groups of neighbours, once before a run. */
final class Grouping {

    /**
     * Below it one bound per point serves best: the kernel scans all centroids faster than several bounds are kept. With
     * groups of 16, fits with 64 and 256 clusters took twice and 1.4 times as long; with 400 it was even.
     */
    private static final int FEWEST_TO_DIVIDE = 512;

    /** Centroids in a group, about. Yinyang k-means takes 10, but its scans go one centroid at a time. */
    private static final int GROUP_SIZE = 64;

    /** More bounds than that cost more to keep than they save. */
    private static final int MOST_GROUPS = 16;

    /** A position in a group is packed into a float's low bits, which should not eat up its precision. */
    private static final int LARGEST_GROUP = 256;

    private static final int ROUNDS = 5;

    private final float[] centroids;
    private final int dimensions;
    private final int clusters;
    private final int groups;
    private final int[] groupOf;

    private Grouping(float[] centroids, int dimensions, int groups) {
        this.centroids = centroids;
        this.dimensions = dimensions;
        this.clusters = centroids.length / dimensions;
        this.groups = groups;
        this.groupOf = new int[clusters];
    }

    /** Groups centroids k × d for a run over these points, with no more bounds than the budget in bytes allows. */
    static CentroidGroups of(float[] centroids, WorkingPoints points, long memoryBudget) {
        int clusters = centroids.length / points.dimensions;
        int groups = count(clusters, points.rows, memoryBudget);
        return new CentroidGroups(new Grouping(centroids, points.dimensions, groups).groupOf(), groups,
                points.dimensions);
    }

    private static int count(int clusters, long rows, long memoryBudget) {
        if (clusters < FEWEST_TO_DIVIDE) {
            return 1;
        }
        long affordable = memoryBudget / Float.BYTES / Math.max(1, rows);
        int groups = (int) Math.max(1, Math.min(Math.min(MOST_GROUPS, clusters / GROUP_SIZE), affordable));
        return Math.max(groups, (clusters + LARGEST_GROUP - 1) / LARGEST_GROUP);
    }

    private int[] groupOf() {
        if (groups == 1) {
            return groupOf;
        }
        double[] seeds = spread();
        for (int round = 0; round < ROUNDS; round++) {
            join(seeds);
            average(seeds);
        }
        return fillEmpty();
    }

    /** Seeds by farthest-first traversal (Gonzalez, 1985). */
    private double[] spread() {
        double[] seeds = new double[groups * dimensions];
        double[] distances = new double[clusters];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int farthest = 0;
        for (int group = 0; group < groups; group++) {
            for (int column = 0; column < dimensions; column++) {
                seeds[group * dimensions + column] = centroids[farthest * dimensions + column];
            }
            int next = 0;
            for (int cluster = 0; cluster < clusters; cluster++) {
                distances[cluster] = Math.min(distances[cluster], square(cluster, seeds, group));
                next = distances[cluster] > distances[next] ? cluster : next;
            }
            farthest = next;
        }
        return seeds;
    }

    private void join(double[] seeds) {
        for (int cluster = 0; cluster < clusters; cluster++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int group = 0; group < groups; group++) {
                double square = square(cluster, seeds, group);
                if (square < nearest) {
                    nearest = square;
                    groupOf[cluster] = group;
                }
            }
        }
    }

    private void average(double[] seeds) {
        int[] sizes = new int[groups];
        Arrays.fill(seeds, 0);
        for (int cluster = 0; cluster < clusters; cluster++) {
            sizes[groupOf[cluster]]++;
            for (int column = 0; column < dimensions; column++) {
                seeds[groupOf[cluster] * dimensions + column] += centroids[cluster * dimensions + column];
            }
        }
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] /= Math.max(1, sizes[i / dimensions]);
        }
    }

    private double square(int cluster, double[] seeds, int group) {
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            double difference = centroids[cluster * dimensions + column] - seeds[group * dimensions + column];
            square += difference * difference;
        }
        return square;
    }

    /** Splits groups that grew too large, and gives every group without a member one of the largest group. */
    private int[] fillEmpty() {
        int[] sizes = new int[groups];
        for (int group : groupOf) {
            sizes[group]++;
        }
        int most = 2 * Math.max(GROUP_SIZE, clusters / groups);
        for (int cluster = 0; cluster < clusters; cluster++) {
            int smallest = 0;
            for (int group = 0; group < groups; group++) {
                smallest = sizes[group] < sizes[smallest] ? group : smallest;
            }
            int present = groupOf[cluster];
            if (sizes[present] > most || sizes[smallest] == 0 && sizes[present] > 1) {
                sizes[present]--;
                sizes[smallest]++;
                groupOf[cluster] = smallest;
            }
        }
        return groupOf;
    }
}
