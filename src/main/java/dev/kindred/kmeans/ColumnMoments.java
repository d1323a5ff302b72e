package dev.kindred.kmeans;

/** Per column the mean, the variance and the reach of the values, gathered about an origin near them. */
final class ColumnMoments {

    private final float[] origin;
    private final double[] sums;
    private final double[] squares;
    private final float[] reach;
    private long rows;

    ColumnMoments(float[] origin) {
        this.origin = origin;
        sums = new double[origin.length];
        squares = new double[origin.length];
        reach = new float[origin.length];
    }

    /** Adds {@code count} rows, row-major from {@code from} on. */
    void add(float[] values, int from, int count) {
        for (int row = 0; row < count; row++) {
            add(values, from + row * origin.length, origin, sums, squares, reach);
        }
        rows += count;
    }

    private static void add(float[] values, int from, float[] origin, double[] sums, double[] squares, float[] reach) {
        for (int column = 0; column < origin.length; column++) {
            float value = values[from + column] - origin[column];
            float distance = Math.abs(value);
            // a branch that is hardly ever taken is cheaper than a maximum; a NaN shows in the squares
            if (distance > reach[column]) {
                reach[column] = distance;
            }
            sums[column] += value;
            squares[column] += (double) value * value;
        }
    }

    void take(ColumnMoments other) {
        for (int column = 0; column < sums.length; column++) {
            sums[column] += other.sums[column];
            squares[column] += other.squares[column];
            reach[column] = Math.max(reach[column], other.reach[column]);
        }
        rows += other.rows;
    }

    /** Whether every value was: a NaN or an infinity spoils the sum of squares for good. */
    boolean finite() {
        double total = 0;
        for (double square : squares) {
            total += square;
        }
        return Double.isFinite(total);
    }

    double mean(int column) {
        return origin[column] + sums[column] / rows;
    }

    double variance(int column) {
        double mean = sums[column] / rows;
        return Math.max(0, squares[column] / rows - mean * mean);
    }

    /** A bound on the distance of any value of the column from {@code centre}. */
    double largestFrom(int column, double centre) {
        return (reach[column] + Math.abs(origin[column] - centre)) * (1 + 1e-6);
    }
}
