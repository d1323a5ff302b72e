package dev.kindred.kmeans;

/** Rows to be near to, as the kernel reads them: centred about their mean, or of unit length for the cosine distance. */
final class KernelRows {

    /** Positions in a group are packed into a float's low bits, which should not eat up its precision. */
    private static final int GROUP_SIZE = 128;

    final DistanceKernel kernel;
    final int dimensions;
    final boolean isCosine;

    /** What is taken from every value; zero for the cosine distance. */
    final float[] shift;

    /** k × d, row-major, in working coordinates. */
    final float[] working;

    final CentroidGroups groups;

    KernelRows(float[] rows, int dimensions, boolean isCosine, DistanceKernel kernel) {
        this.kernel = kernel;
        this.dimensions = dimensions;
        this.isCosine = isCosine;
        int count = rows.length / dimensions;
        shift = isCosine ? new float[dimensions] : mean(rows, dimensions);
        working = new float[rows.length];
        for (int row = 0; row < count; row++) {
            if (!toWorking(rows, row * dimensions, working, row * dimensions)) {
                throw new IllegalArgumentException("row " + row + " is all-zero and has no direction; leave it out");
            }
        }
        int[] groupOf = new int[count];
        for (int row = 0; row < count; row++) {
            groupOf[row] = row / GROUP_SIZE;
        }
        groups = new CentroidGroups(groupOf, (count + GROUP_SIZE - 1) / GROUP_SIZE, dimensions);
        groups.load(working);
    }

    /** Transforms one row; false, and nothing written, where it would need a direction and has none. */
    boolean toWorking(float[] source, int from, float[] target, int to) {
        double length = isCosine ? Math.sqrt(CanonicalDistance.square(source, from, dimensions)) : 1;
        if (!(length > 0)) {
            return false;
        }
        for (int column = 0; column < dimensions; column++) {
            target[to + column] = isCosine
                    ? (float) (source[from + column] / length)
                    : source[from + column] - shift[column];
        }
        return true;
    }

    private static float[] mean(float[] rows, int dimensions) {
        double[] sums = new double[dimensions];
        for (int at = 0; at < rows.length; at++) {
            sums[at % dimensions] += rows[at];
        }
        float[] mean = new float[dimensions];
        for (int column = 0; column < dimensions; column++) {
            mean[column] = (float) (sums[column] / (rows.length / dimensions));
        }
        return mean;
    }
}
