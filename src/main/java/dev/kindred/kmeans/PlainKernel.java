package dev.kindred.kmeans;

import java.util.Arrays;

/** Plain loops that the compiler vectorises: for native images, and where the vector module is not resolved. */
final class PlainKernel implements DistanceKernel {

    private static final int WIDTH = PointTile.WIDTH;

    @Override
    public String name() {
        return "plain";
    }

    /** Without fused multiply-add each term is rounded twice; {@code Math.fma} would crawl where the CPU lacks it. */
    @Override
    public int roundings(int dimensions) {
        return 2 * dimensions;
    }

    @Override
    public void scan(PointTile tile, CentroidGroups centroids, int group) {
        int start = centroids.starts[group];
        int slots = centroids.starts[group + 1] - start;
        for (int slot = 0; slot < slots; slot += CentroidGroups.QUAD) {
            products(tile, centroids, start + slot, slot * WIDTH);
        }
        int out = group * WIDTH;
        Arrays.fill(tile.nearest, out, out + WIDTH, PointTile.NONE);
        Arrays.fill(tile.second, out, out + WIDTH, PointTile.NONE);
        for (int slot = 0; slot < slots; slot++) {
            keep(tile, slot, ~centroids.positionMask, out);
        }
    }

    /** sums (4 × 64, from {@code to} on) = |c|² − 2x·c of 64 points and four centroids. */
    private static void products(PointTile tile, CentroidGroups centroids, int slot, int to) {
        for (int member = 0; member < CentroidGroups.QUAD; member++) {
            int from = to + member * WIDTH;
            Arrays.fill(tile.sums, from, from + WIDTH, centroids.squares[slot + member]);
            addProducts(tile, centroids.values, slot * tile.dimensions + member, from);
        }
    }

    /** Four columns at a time: each sum is fetched and stored once for four products. */
    private static void addProducts(PointTile tile, float[] values, int from, int to) {
        int column = 0;
        int at = from;
        for (; column + 3 < tile.dimensions; column += 4, at += 4 * CentroidGroups.QUAD) {
            addFour(tile.columns, column * WIDTH, values[at], values[at + CentroidGroups.QUAD],
                    values[at + 2 * CentroidGroups.QUAD], values[at + 3 * CentroidGroups.QUAD], tile.sums, to);
        }
        for (; column < tile.dimensions; column++, at += CentroidGroups.QUAD) {
            addOne(tile.columns, column * WIDTH, values[at], tile.sums, to);
        }
    }

    private static void addFour(float[] columns, int from, float a, float b, float c, float d, float[] sums, int to) {
        for (int lane = 0; lane < WIDTH; lane++) {
            sums[to + lane] += (a * columns[from + lane] + b * columns[from + WIDTH + lane])
                    + (c * columns[from + 2 * WIDTH + lane] + d * columns[from + 3 * WIDTH + lane]);
        }
    }

    private static void addOne(float[] columns, int from, float value, float[] sums, int to) {
        for (int lane = 0; lane < WIDTH; lane++) {
            sums[to + lane] += value * columns[from + lane];
        }
    }

    private static void keep(PointTile tile, int slot, int valueMask, int out) {
        pack(tile.sums, slot * WIDTH, tile.offset, valueMask, slot, tile.packed);
        keepSecond(tile.packed, tile.nearest, tile.second, out);
        keepNearest(tile.packed, tile.nearest, out);
    }

    private static void pack(float[] sums, int from, float[] offsets, int valueMask, int position, int[] packed) {
        for (int lane = 0; lane < WIDTH; lane++) {
            packed[lane] = Float.floatToRawIntBits(sums[from + lane] + offsets[lane]) & valueMask | position;
        }
    }

    private static void keepSecond(int[] packed, int[] nearest, int[] second, int out) {
        for (int lane = 0; lane < WIDTH; lane++) {
            second[out + lane] = Math.min(second[out + lane], Math.max(nearest[out + lane], packed[lane]));
        }
    }

    private static void keepNearest(int[] packed, int[] nearest, int out) {
        for (int lane = 0; lane < WIDTH; lane++) {
            nearest[out + lane] = Math.min(nearest[out + lane], packed[lane]);
        }
    }
}
