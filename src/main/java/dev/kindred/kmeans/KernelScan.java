package dev.kindred.kmeans;

import java.util.Arrays;

/** Euclidean and cosine distances: the kernel rules out most rows, distances in double decide among the others. */
final class KernelScan implements NearestScan {

    private static final int WIDTH = PointTile.WIDTH;

    private final KernelRows rows;
    private final CentroidGroups groups;
    private final int dimensions;
    private final PointTile tile;

    /** 64 × d, row-major: the points in working coordinates. */
    private final float[] points;
    private final boolean[] hasDirection = new boolean[WIDTH];

    /** Per lane the least squared distance found so far. */
    private final double[] best = new double[WIDTH];

    KernelScan(KernelRows rows) {
        this.rows = rows;
        this.groups = rows.groups;
        this.dimensions = rows.dimensions;
        tile = new PointTile(dimensions, groups.groups(), groups.largestGroup);
        points = new float[WIDTH * dimensions];
    }

    @Override
    public void measure(float[] source, int first, int lanes, double[] nearest) {
        load(source, first, lanes);
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int group = 0; group < groups.groups(); group++) {
            rows.kernel.scan(tile, groups, group);
            for (int lane = 0; lane < lanes; lane++) {
                settle(lane, group);
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            double square = best[lane] < Double.POSITIVE_INFINITY ? best[lane] : bestOfAll(lane);
            // between unit vectors |x − r|² = 2(1 − cos)
            nearest[first + lane] = !rows.isCosine ? Math.sqrt(square) : hasDirection[lane] ? square / 2 : Double.NaN;
        }
    }

    private void load(float[] source, int first, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            int at = lane * dimensions;
            hasDirection[lane] = rows.toWorking(source, (first + lane) * dimensions, points, at);
            for (int column = 0; column < dimensions; column++) {
                tile.columns[column * WIDTH + lane] = points[at + column];
            }
        }
        tile.square();
        tile.prepare(rows.kernel, groups.largestNorm);
    }

    private void settle(int lane, int group) {
        int packed = tile.nearest[group * WIDTH + lane];
        float slack = 2 * tile.slack[lane];
        if (!(Float.intBitsToFloat(packed & ~groups.positionMask) - slack < best[lane])) {
            return;
        }
        // The likely nearest first: what is computed for it spares nearly all others.
        int start = groups.starts[group];
        keep(lane, groups.clusters[start + (packed & groups.positionMask)]);
        for (int slot = start; slot < groups.starts[group + 1]; slot++) {
            float least = tile.sums[(slot - start) * WIDTH + lane] + tile.offset[lane] - slack;
            if (least < best[lane]) {
                keep(lane, groups.clusters[slot]);
            }
        }
    }

    private void keep(int lane, int row) {
        if (row >= 0) {
            best[lane] = Math.min(best[lane], square(lane, row));
        }
    }

    /** Where squares pass float32's range the kernel can tell nothing. */
    private double bestOfAll(int lane) {
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < groups.groupOf.length; row++) {
            least = Math.min(least, square(lane, row));
        }
        return least;
    }

    private double square(int lane, int row) {
        return CanonicalDistance.square(points, lane * dimensions, rows.working, row * dimensions, dimensions);
    }
}
