package dev.kindred.segment;

/** Mean and deviation of each element over points, which come one by one. */
final class Moments {

    /** The first point: squares of differences from it lose nothing where values are far from 0. */
    private final double[] origin;
    private final double[] sums;
    private final double[] squares;
    private long rows;

    Moments(int dimensions) {
        origin = new double[dimensions];
        sums = new double[dimensions];
        squares = new double[dimensions];
    }

    /**
     * Adds a point.
     *
     * @param points n × d, row-major
     * @param row    of the point
     * @param scale  that its elements are multiplied by
     */
    void add(float[] points, int row, double scale) {
        int first = row * origin.length;
        for (int j = 0; j < origin.length; j++) {
            double value = points[first + j] * scale;
            if (rows == 0) {
                origin[j] = value;
            }
            double difference = value - origin[j];
            sums[j] += difference;
            squares[j] += difference * difference;
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    Population population() {
        double[] means = new double[origin.length];
        double[] deviations = new double[origin.length];
        for (int j = 0; j < origin.length; j++) {
            double mean = sums[j] / rows;
            means[j] = origin[j] + mean;
            deviations[j] = Math.sqrt(Math.max(0, squares[j] / rows - mean * mean));
        }
        return new Population(means, deviations);
    }
}
