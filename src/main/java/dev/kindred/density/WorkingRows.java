package dev.kindred.density;

import dev.kindred.vector.FloatMatrix;

/** The rows of a matrix in one array that may be changed; of length 1 each for the cosine distance. */
final class WorkingRows {

    private static final int MOST_ROWS_AT_ONCE = 4_096;

    private WorkingRows() {}

    /**
     * Copies.
     *
     * @param capacity for how many rows the array has room, at least as many as there are
     * @throws IllegalArgumentException when a row has no direction and needs one, or one array can't hold them
     */
    static float[] of(FloatMatrix points, boolean isCosine, long capacity) {
        int dimensions = points.dimensions();
        if (capacity * dimensions > Integer.MAX_VALUE - 8) { // the JVM's longest array
            throw new IllegalArgumentException("%d rows of %d dimensions are more than one array holds; cluster fewer "
                    .formatted(points.rows(), dimensions) + "rows or columns");
        }
        float[] rows = new float[(int) (capacity * dimensions)];
        FloatMatrix.Cursor cursor = points.cursor();
        int run = points.alignedRun(MOST_ROWS_AT_ONCE);
        for (long first = 0; first < points.rows(); first += run) {
            int count = (int) Math.min(run, points.rows() - first);
            cursor.move(first, count);
            System.arraycopy(cursor.array(), cursor.offset(), rows, (int) first * dimensions, count * dimensions);
        }
        if (isCosine) {
            normalize(rows, (int) points.rows(), dimensions);
        }
        return rows;
    }

    private static void normalize(float[] rows, int count, int dimensions) {
        for (int row = 0; row < count; row++) {
            int from = row * dimensions;
            double square = 0;
            for (int at = from; at < from + dimensions; at++) {
                square += (double) rows[at] * rows[at];
            }
            if (!(square > 0)) {
                throw new IllegalArgumentException(
                        "row " + row + " is all zeros and has no direction, which the metric "
                                + "cosine needs; leave it out, for example with a view, or use the metric euclidean");
            }
            double length = Math.sqrt(square);
            for (int at = from; at < from + dimensions; at++) {
                rows[at] = (float) (rows[at] / length);
            }
        }
    }
}
