package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * Which centroid each point is nearest to, kept up to date while centroids move: the exact, bounded assignment step.
 *
 * <p>
 * After each {@link #assign()} labels are those of a plain assignment in double against {@link #centroids}, and
 * {@link #sums} are the sums over the clusters. What a pass costs depends on how many points the bounds leave open.
 */
final class Assignment {

    final WorkingPoints points;
    final Workers workers;
    final DistanceKernel kernel;
    final CentroidGroups groups;
    final Bounds[] bounds;
    final ClusterSums sums;
    final Drift drift;

    /** Per cluster half the distance to the nearest other centroid, rounded down; 0 where it was not worth computing. */
    final float[] spacing;

    /** Per cluster its place among the slots, where neighbours stand together. */
    final int[] rank;

    /** k × d row-major, working coordinates. */
    float[] centroids;

    /** Whether no pass has been made yet. */
    boolean first = true;

    private final BlockAssigner[] assigners;

    Assignment(WorkingPoints points, float[] centroids, CentroidGroups groups, DistanceKernel kernel, Workers workers) {
        this.points = points;
        this.workers = workers;
        this.kernel = kernel;
        this.groups = groups;
        this.centroids = centroids;
        int clusters = groups.groupOf.length;
        sums = new ClusterSums(clusters, points.grid);
        drift = new Drift(clusters, groups.groups());
        spacing = new float[clusters];
        rank = new int[clusters];
        int next = 0;
        for (int cluster : groups.clusters) {
            if (cluster >= 0) {
                rank[cluster] = next++;
            }
        }
        bounds = new Bounds[points.blocks];
        for (int block = 0; block < bounds.length; block++) {
            bounds[block] = new Bounds(points.rowsIn(block), groups.groups());
        }
        groups.load(centroids);
        assigners = new BlockAssigner[Math.min(workers.threads(), points.blocks)];
        Arrays.setAll(assigners, worker -> new BlockAssigner(this));
    }

    /** Assigns every point to its nearest centroid; gives the number of points whose cluster changed. */
    long assign() {
        workers.forEach(points.blocks, (worker, block) -> assigners[worker].assign(block));
        long moved = 0;
        for (BlockAssigner assigner : assigners) {
            sums.take(assigner.moves);
            moved += assigner.moved;
            assigner.moved = 0;
        }
        first = false;
        return moved;
    }

    /** Replaces the centroids; gives the sum of their squared steps. */
    double moveCentroids(float[] next) {
        double squares = drift.advance(centroids, next, points.dimensions, groups.groupOf);
        centroids = next;
        groups.load(next);
        space();
        return squares;
    }

    /** Distances among the centroids settle points whatever drift there was, but k² of them must not cost a pass. */
    private void space() {
        int clusters = spacing.length;
        if ((long) clusters * clusters > points.rows / 16) {
            return;
        }
        for (int cluster = 0; cluster < clusters; cluster++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int other = 0; other < clusters; other++) {
                if (other != cluster) {
                    nearest = Math.min(nearest,
                            CanonicalDistance.square(centroids, cluster * points.dimensions, centroids,
                                    other * points.dimensions, points.dimensions));
                }
            }
            spacing[cluster] = (float) (Math.sqrt(nearest) / 2) * (1 - 0x1p-20f);
        }
    }
}
