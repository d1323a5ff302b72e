package dev.kindred.kmeans;

/** Measures up to 64 points at a time, with scratch space for one thread. */
interface NearestScan {

    /**
     * Measures the points {@code first} to {@code first + lanes − 1}.
     *
     * @param points  n × d, row-major
     * @param lanes   at most 64
     * @param nearest receives at the same positions the distances to the nearest row
     */
    void measure(float[] points, int first, int lanes, double[] nearest);
}
