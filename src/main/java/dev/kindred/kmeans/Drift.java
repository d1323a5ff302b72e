package dev.kindred.kmeans;

/** The clock of the bounds: how far centroids have moved in all since the first pass, rounded up. */
final class Drift {

    /** Rounds up, with room for the roundings of whoever adds the value to a bound. */
    private static final double CAUTION = 1 + 0x1p-21;

    private final double[] clusterTotals;
    private final double[] groupTotals;
    private double overallTotal;

    /** Per cluster the way its centroid has gone. */
    final float[] cluster;

    /** Per group the sum of the longest steps among its centroids. */
    final float[] group;

    /** The sum of the longest steps among all centroids. */
    float overall;

    Drift(int clusters, int groups) {
        clusterTotals = new double[clusters];
        groupTotals = new double[groups];
        cluster = new float[clusters];
        group = new float[groups];
    }

    /**
     * Counts a step of all centroids.
     *
     * @param groupOf per cluster its group
     * @return the sum of the squared steps
     */
    double advance(float[] from, float[] to, int dimensions, int[] groupOf) {
        double[] longest = new double[group.length];
        double squares = 0;
        for (int each = 0; each < cluster.length; each++) {
            int at = each * dimensions;
            double square = CanonicalDistance.square(from, at, to, at, dimensions);
            double step = Math.sqrt(square);
            squares += square;
            clusterTotals[each] += step;
            cluster[each] = roundUp(clusterTotals[each]);
            longest[groupOf[each]] = Math.max(longest[groupOf[each]], step);
        }
        advanceGroups(longest);
        return squares;
    }

    private void advanceGroups(double[] longest) {
        double longestOfAll = 0;
        for (int each = 0; each < group.length; each++) {
            groupTotals[each] += longest[each];
            group[each] = roundUp(groupTotals[each]);
            longestOfAll = Math.max(longestOfAll, longest[each]);
        }
        overallTotal += longestOfAll;
        overall = roundUp(overallTotal);
    }

    private static float roundUp(double total) {
        return Math.nextUp((float) (total * CAUTION));
    }
}
