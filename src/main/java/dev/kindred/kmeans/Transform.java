package dev.kindred.kmeans;

/** How original rows become working coordinates, and working centroids original ones. Safe for several threads. */
interface Transform {

    /**
     * Transforms a run of rows.
     *
     * @param source holds them row-major from {@code from} on
     * @param row the number of the first row in the matrix
     * @param target receives them from {@code at} on
     */
    void apply(float[] source, int from, long row, int count, float[] target, int at);

    /**
     * Transforms scattered rows and transposes them: column c of the row of lane l goes to {@code columns[c * 64 + l]}.
     *
     * @param source holds rows row-major; the row of a lane starts at {@code base + rows[from + lane] * d}
     * @param first the number in the matrix of the row at {@code base}
     * @param count how many rows, at most 64
     */
    void transpose(float[] source, int base, long first, int[] rows, int from, int count, float[] columns);

    /** Centroids k × d in original coordinates, rounded to float32. */
    float[] toOriginal(float[] working);

    /** Centroids k × d in working coordinates. */
    float[] toWorking(float[] original);

    /** The length in original coordinates of a working length of 1. */
    double unit();
}
