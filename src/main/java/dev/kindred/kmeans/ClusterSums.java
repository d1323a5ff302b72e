package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * Per cluster the weighted sum of its points, of their weights and of their squares, free of rounding order.
 *
 * <p>
 * Every addend is split into two parts, each rounded to a grid so coarse that the sum of all n addends is exact in a
 * double (Demmel and Nguyen, "Fast Reproducible Floating-Point Summation", ARITH 2013). So addition is associative:
 * any number of threads gives the same bits, a point that moves is subtracted without residue, and only points that
 * move need be touched. What is lost lies 2⁻⁶⁰ below the largest addend for a million rows. Summing plain doubles in a
 * fixed order was rejected: it costs a pass over all rows in every iteration.
 */
final class ClusterSums {

    private final int dimensions;
    private final int stride;
    private final double[] coarse;
    private final double[] fine;
    private final double[] coarseGrid;
    private final double[] fineGrid;
    private final long[] counts;
    private final boolean[] touched;

    /** @param grid the bounds on rows and addends that the exactness rests on */
    ClusterSums(int clusters, Grid grid) {
        this.stride = grid.coarse.length;
        this.dimensions = stride - 2;
        this.coarseGrid = grid.coarse;
        this.fineGrid = grid.fine;
        this.coarse = new double[clusters * stride];
        this.fine = new double[clusters * stride];
        this.counts = new long[clusters];
        this.touched = new boolean[clusters];
    }

    /** The rounding constants of the columns: d coordinates, the weight, the square. */
    static final class Grid {

        final double[] coarse;
        final double[] fine;

        /**
         * @param rows how many addends there may be
         * @param largest per column the largest magnitude of an addend
         */
        Grid(long rows, double[] largest) {
            coarse = new double[largest.length];
            fine = new double[largest.length];
            int rowBits = 64 - Long.numberOfLeadingZeros(Math.max(1, rows));
            for (int column = 0; column < largest.length; column++) {
                int bits = Math.getExponent(Math.max(largest[column], 0x1p-600)) + 1;
                int unit = bits + rowBits - 51;
                int fineUnit = unit - 1 + rowBits - 51;
                coarse[column] = Math.scalb(1.5, unit + 52);
                fine[column] = Math.scalb(1.5, fineUnit + 52);
            }
        }
    }

    /**
     * Adds a point to a cluster.
     *
     * @param columns d × 64 working coordinates
     * @param lane which of the 64 points it is
     */
    void add(float[] columns, int lane, double weight, int cluster) {
        counts[cluster]++;
        accumulate(columns, lane, weight, cluster, 1);
    }

    /** Takes a point that was added before out of a cluster. */
    void remove(float[] columns, int lane, double weight, int cluster) {
        counts[cluster]--;
        accumulate(columns, lane, weight, cluster, -1);
    }

    private void accumulate(float[] columns, int lane, double weight, int cluster, double sign) {
        touched[cluster] = true;
        int at = cluster * stride;
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            double coordinate = columns[column * PointTile.WIDTH + lane];
            double value = weight * coordinate;
            square += value * coordinate;
            double high = (value + coarseGrid[column]) - coarseGrid[column];
            double low = ((value - high) + fineGrid[column]) - fineGrid[column];
            coarse[at + column] += sign * high;
            fine[at + column] += sign * low;
        }
        addScalar(at + dimensions, dimensions, weight, sign);
        addScalar(at + dimensions + 1, dimensions + 1, square, sign);
    }

    private void addScalar(int at, int column, double value, double sign) {
        double high = (value + coarseGrid[column]) - coarseGrid[column];
        double low = ((value - high) + fineGrid[column]) - fineGrid[column];
        coarse[at] += sign * high;
        fine[at] += sign * low;
    }

    /** Adds what another has gathered and empties it. */
    void take(ClusterSums other) {
        for (int cluster = 0; cluster < counts.length; cluster++) {
            if (other.touched[cluster]) {
                take(other, cluster);
            }
        }
    }

    private void take(ClusterSums other, int cluster) {
        int end = (cluster + 1) * stride;
        for (int at = cluster * stride; at < end; at++) {
            coarse[at] += other.coarse[at];
            fine[at] += other.fine[at];
        }
        Arrays.fill(other.coarse, end - stride, end, 0);
        Arrays.fill(other.fine, end - stride, end, 0);
        counts[cluster] += other.counts[cluster];
        other.counts[cluster] = 0;
        other.touched[cluster] = false;
    }

    /** How many rows the cluster has. */
    long count(int cluster) {
        return counts[cluster];
    }

    /** The sum of the weights of the cluster's rows. */
    double weight(int cluster) {
        return value(cluster, dimensions);
    }

    /** The weighted sum of a coordinate. */
    double sum(int cluster, int column) {
        return value(cluster, column);
    }

    /** The length of the weighted sum. */
    double length(int cluster) {
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            double sum = sum(cluster, column);
            square += sum * sum;
        }
        return Math.sqrt(square);
    }

    private double value(int cluster, int column) {
        int at = cluster * stride + column;
        return coarse[at] + fine[at];
    }

    /**
     * The inertia of the rows about the means of their clusters, in working coordinates: Σ w|x|² − |Σ w x|² / Σ w. Meant
     * for progress; the difference loses digits when clusters are small against their distance from the origin.
     */
    double inertia() {
        double inertia = 0;
        for (int cluster = 0; cluster < counts.length; cluster++) {
            double weight = weight(cluster);
            if (weight > 0) {
                double length = length(cluster);
                inertia += Math.max(0, value(cluster, dimensions + 1) - length * length / weight);
            }
        }
        return inertia;
    }

    /** The squares of all rows about their common mean, Σ w|x − mean|², in working coordinates. */
    double totalSquares() {
        double squares = 0;
        double weight = 0;
        double[] all = new double[dimensions];
        for (int cluster = 0; cluster < counts.length; cluster++) {
            squares += value(cluster, dimensions + 1);
            weight += weight(cluster);
            for (int column = 0; column < dimensions; column++) {
                all[column] += sum(cluster, column);
            }
        }
        for (double sum : all) {
            squares -= sum * sum / weight;
        }
        return Math.max(0, squares);
    }

    /** The sum of the weights of all rows. */
    double totalWeight() {
        double weight = 0;
        for (int cluster = 0; cluster < counts.length; cluster++) {
            weight += weight(cluster);
        }
        return weight;
    }
}
