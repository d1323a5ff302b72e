package dev.kindred.vector;

import java.util.Arrays;

/**
 * Points as one flat array: n × d, row-major.
 *
 * @param values     row after row; at least {@code rows × dimensions} long
 * @param rows       n
 * @param dimensions d
 */
public record FloatMatrix(float[] values, int rows, int dimensions) {

    /** A copy of one row. */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * dimensions, (row + 1) * dimensions);
    }
}
