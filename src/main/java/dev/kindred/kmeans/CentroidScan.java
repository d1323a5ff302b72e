package dev.kindred.kmeans;

import java.util.Arrays;

/** The scratch space and steps of one worker of {@link NearestCentroids}. */
final class CentroidScan {

    private static final int WIDTH = PointTile.WIDTH;

    private final KernelRows rows;
    private final CentroidGroups groups;
    private final LoadedTile points;

    /** Per lane the least squared distance found so far, and the next. */
    private final double[] best = new double[WIDTH];
    private final double[] second = new double[WIDTH];
    private final int[] nearest = new int[WIDTH];
    private final int[] runnerUp = new int[WIDTH];

    CentroidScan(KernelRows rows) {
        this.rows = rows;
        this.groups = rows.groups;
        points = new LoadedTile(rows);
    }

    void assign(float[] source, int first, int lanes, NearestCentroids.Labels labels) {
        points.load(source, first, lanes);
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        Arrays.fill(second, Double.POSITIVE_INFINITY);
        Arrays.fill(nearest, -1);
        Arrays.fill(runnerUp, -1);
        for (int group = 0; group < groups.groups(); group++) {
            rows.kernel.scan(points.tile, groups, group);
            for (int lane = 0; lane < lanes; lane++) {
                settle(lane, group);
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            if (nearest[lane] < 0) {
                compareAll(lane);
            }
            store(lane, first + lane, labels);
        }
    }

    private void settle(int lane, int group) {
        if (!(points.atLeast(lane, group) < second[lane])) {
            return;
        }
        // The likely nearest two first: what is computed for them spares nearly all others.
        int start = groups.starts[group];
        int likely = start + (points.tile.nearest[group * WIDTH + lane] & groups.positionMask);
        int next = points.tile.second[group * WIDTH + lane];
        int likelyNext = next == PointTile.NONE ? -1 : start + (next & groups.positionMask);
        keep(lane, groups.clusters[likely]);
        if (likelyNext >= 0 && likelyNext != likely) {
            keep(lane, groups.clusters[likelyNext]);
        }
        for (int slot = start; slot < groups.starts[group + 1]; slot++) {
            if (slot != likely && slot != likelyNext && points.atLeastOf(lane, slot, group) < second[lane]) {
                keep(lane, groups.clusters[slot]);
            }
        }
    }

    /** Where squares pass float32's range the kernel can tell nothing. */
    private void compareAll(int lane) {
        for (int cluster = 0; cluster < groups.groupOf.length; cluster++) {
            keep(lane, cluster);
        }
    }

    private void keep(int lane, int cluster) {
        if (cluster < 0) {
            return;
        }
        double square = points.square(lane, cluster);
        if (square < best[lane] || square == best[lane] && cluster < nearest[lane]) {
            second[lane] = best[lane];
            runnerUp[lane] = nearest[lane];
            best[lane] = square;
            nearest[lane] = cluster;
        } else if (square < second[lane] || square == second[lane] && cluster < runnerUp[lane]) {
            second[lane] = square;
            runnerUp[lane] = cluster;
        }
    }

    private void store(int lane, int point, NearestCentroids.Labels labels) {
        boolean found = nearest[lane] >= 0 && (!rows.isCosine || points.hasDirection(lane));
        boolean foundNext = found && runnerUp[lane] >= 0;
        labels.cluster[point] = found ? nearest[lane] : -1;
        labels.distance[point] = found ? distance(best[lane]) : Double.NaN;
        labels.runnerUp[point] = foundNext ? runnerUp[lane] : -1;
        labels.runnerUpDistance[point] = foundNext ? distance(second[lane]) : Double.NaN;
    }

    /** Between unit vectors |x − c|² = 2(1 − cos). */
    private double distance(double square) {
        return rows.isCosine ? square / 2 : Math.sqrt(square);
    }
}
