package dev.kindred.kmeans;

/**
 * Squared distances in double, by differences: what a label <em>means</em>. Kernels are fast and answer most questions;
 * where their error could matter, these decide. So labels are those of plain Lloyd in double, whatever the kernel.
 */
final class CanonicalDistance {

    private CanonicalDistance() {}

    /** |a − b|² of two rows; four sums side by side, always joined in the same order. */
    static double square(float[] a, int fromA, float[] b, int fromB, int dimensions) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int column = 0;
        for (; column + 3 < dimensions; column += 4) {
            double d0 = (double) a[fromA + column] - b[fromB + column];
            double d1 = (double) a[fromA + column + 1] - b[fromB + column + 1];
            double d2 = (double) a[fromA + column + 2] - b[fromB + column + 2];
            double d3 = (double) a[fromA + column + 3] - b[fromB + column + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; column < dimensions; column++) {
            double d0 = (double) a[fromA + column] - b[fromB + column];
            s0 += d0 * d0;
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** |a|² of one row. */
    static double square(float[] a, int from, int dimensions) {
        double sum = 0;
        for (int i = from; i < from + dimensions; i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }
}
