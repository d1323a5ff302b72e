package dev.kindred.kmeans;

/** 64 points as d columns of 64 values. */
final class Columns {

    private static final int WIDTH = PointTile.WIDTH;

    private Columns() {}

    /** Transposes points; past the last lane old values stay. */
    static void fill(float[] points, int first, int lanes, int dimensions, float[] columns) {
        for (int lane = 0; lane < lanes; lane++) {
            int from = (first + lane) * dimensions;
            for (int column = 0; column < dimensions; column++) {
                columns[column * WIDTH + lane] = points[from + column];
            }
        }
    }

    static void keepLeast(float[] values, float[] least) {
        for (int lane = 0; lane < WIDTH; lane++) {
            least[lane] = Math.min(least[lane], values[lane]);
        }
    }
}
