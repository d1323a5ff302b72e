package dev.kindred.kmeans;

import java.util.Arrays;

/** Taxicab distances, 64 points side by side so that the loops vectorise. */
final class TaxicabScan implements NearestScan {

    private static final int WIDTH = PointTile.WIDTH;

    private final float[] rows;
    private final int dimensions;
    private final float[] columns;
    private final float[] sums = new float[WIDTH];
    private final float[] least = new float[WIDTH];

    TaxicabScan(float[] rows, int dimensions) {
        this.rows = rows;
        this.dimensions = dimensions;
        columns = new float[WIDTH * dimensions];
    }

    @Override
    public void measure(float[] points, int first, int lanes, double[] nearest) {
        Columns.fill(points, first, lanes, dimensions, columns);
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        for (int row = 0; row < rows.length; row += dimensions) {
            Arrays.fill(sums, 0);
            for (int column = 0; column < dimensions; column++) {
                add(columns, column * WIDTH, rows[row + column], sums);
            }
            Columns.keepLeast(sums, least);
        }
        for (int lane = 0; lane < lanes; lane++) {
            nearest[first + lane] = least[lane];
        }
    }

    private static void add(float[] columns, int from, float value, float[] sums) {
        for (int lane = 0; lane < WIDTH; lane++) {
            sums[lane] += Math.abs(columns[from + lane] - value);
        }
    }
}
