package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * 64 points on their way through a kernel, and what the kernel found for each.
 *
 * <p>
 * A scan result is <em>packed</em>: the float bits of a squared distance, whose lowest bits hold the position of the
 * centroid in its group. Squared distances are not negative, so packed results order as plain integers, and one integer
 * minimum carries distance and index together. A mask and two blends per candidate, the usual way, took 1.5 times as long.
 */
final class PointTile {

    /** Points in a tile: four vectors of AVX-512, so that each centroid value fetched is used four times. */
    static final int WIDTH = 64;

    private static final int STRETCH = 16;

    /** The bits of +∞: the packed result where there is no candidate. */
    static final int NONE = 0x7F800000;

    final int dimensions;

    /** d × 64: working coordinates of the points, one column after the other; past the last point old but finite. */
    final float[] columns;

    /** Per lane |x|² plus the slack, which keeps every computed squared distance positive. */
    final float[] offset = new float[WIDTH];

    /** Per lane a bound on the error of a computed squared distance. */
    final float[] slack = new float[WIDTH];

    /** groups × 64 packed results: squared distance + slack, truncated, and position of the nearest. */
    final int[] nearest;

    /** groups × 64 packed results of the second nearest in the group. */
    final int[] second;

    /** slots × 64: −2x·c + |c|² of the group scanned last, in float32 with the error that the slack bounds. */
    final float[] sums;

    /** Packed results of one slot; a kernel's scratch. */
    final int[] packed = new int[WIDTH];

    PointTile(int dimensions, int groups, int largestGroup) {
        this.dimensions = dimensions;
        columns = new float[WIDTH * dimensions];
        nearest = new int[groups * WIDTH];
        second = new int[groups * WIDTH];
        sums = new float[largestGroup * WIDTH];
    }

    /** Per lane |x|². */
    final float[] squares = new float[WIDTH];

    /**
     * Prepares the lanes for scans, when columns and squares are filled.
     *
     * <p>
     * The slack bounds |computed − true| by standard forward analysis (Higham, Accuracy and Stability of Numerical
     * Algorithms, §3.1): each rounding errs by at most 2⁻²⁴ of a partial sum, and no partial sum passes
     * |c|² + 2|x||c|. The squares of x are summed in stretches of 16 to keep their own part small.
     */
    void prepare(DistanceKernel kernel, float largestNorm) {
        float unit = 1.01f * 0x1p-24f;
        float chain = (kernel.roundings(dimensions) + 4) * unit;
        float own = (STRETCH + 2 + (dimensions + STRETCH - 1) / STRETCH + 4) * unit;
        bound(chain * largestNorm * largestNorm + Float.MIN_NORMAL, 2 * chain * largestNorm * 1.0001f, own);
    }

    private void bound(float constant, float linear, float quadratic) {
        for (int lane = 0; lane < WIDTH; lane++) {
            float square = squares[lane];
            float bound = constant + linear * (float) Math.sqrt(square) + quadratic * square;
            slack[lane] = bound;
            offset[lane] = square + bound;
        }
    }

    /** Computes the squares from the columns. */
    void square() {
        Arrays.fill(squares, 0);
        for (int from = 0; from < dimensions; from += STRETCH) {
            Arrays.fill(slack, 0);
            for (int column = from; column < Math.min(dimensions, from + STRETCH); column++) {
                addSquares(columns, column * WIDTH, slack);
            }
            for (int lane = 0; lane < WIDTH; lane++) {
                squares[lane] += slack[lane];
            }
        }
    }

    private static void addSquares(float[] columns, int at, float[] sums) {
        for (int lane = 0; lane < WIDTH; lane++) {
            float value = columns[at + lane];
            sums[lane] += value * value;
        }
    }
}
