package dev.kindred.kmeans;

import java.util.Arrays;

/** Euclidean and cosine distances: the kernel rules out most rows, distances in double decide among the others. */
final class KernelScan implements NearestScan {

    private static final int WIDTH = PointTile.WIDTH;

    private final KernelRows rows;
    private final CentroidGroups groups;
    private final LoadedTile points;

    /** Per lane the least squared distance found so far. */
    private final double[] best = new double[WIDTH];

    KernelScan(KernelRows rows) {
        this.rows = rows;
        this.groups = rows.groups;
        points = new LoadedTile(rows);
    }

    @Override
    public void measure(float[] source, int first, int lanes, double[] nearest) {
        points.load(source, first, lanes);
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int group = 0; group < groups.groups(); group++) {
            rows.kernel.scan(points.tile, groups, group);
            for (int lane = 0; lane < lanes; lane++) {
                settle(lane, group);
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            double square = best[lane] < Double.POSITIVE_INFINITY ? best[lane] : bestOfAll(lane);
            // between unit vectors |x − r|² = 2(1 − cos)
            nearest[first + lane] = !rows.isCosine
                    ? Math.sqrt(square)
                    : points.hasDirection(lane) ? Math.min(2, square / 2) : Double.NaN;
        }
    }

    private void settle(int lane, int group) {
        if (!(points.atLeast(lane, group) < best[lane])) {
            return;
        }
        // The likely nearest first: what is computed for it spares nearly all others.
        int start = groups.starts[group];
        keep(lane, groups.clusters[start + (points.tile.nearest[group * WIDTH + lane] & groups.positionMask)]);
        for (int slot = start; slot < groups.starts[group + 1]; slot++) {
            if (points.atLeastOf(lane, slot, group) < best[lane]) {
                keep(lane, groups.clusters[slot]);
            }
        }
    }

    private void keep(int lane, int row) {
        if (row >= 0) {
            best[lane] = Math.min(best[lane], points.square(lane, row));
        }
    }

    /** Where squares pass float32's range the kernel can tell nothing. */
    private double bestOfAll(int lane) {
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < groups.groupOf.length; row++) {
            least = Math.min(least, points.square(lane, row));
        }
        return least;
    }
}
