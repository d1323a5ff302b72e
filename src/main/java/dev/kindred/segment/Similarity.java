package dev.kindred.segment;

/** How alike the clusters of two versions are, old × new, from 0 for nothing in common to 1 for the same. */
final class Similarity {

    private Similarity() {}

    /**
     * By members: the Jaccard index of each pair over the same rows, with what chance gives taken off: (J − E) / (1 − E). So
     * that two large clusters that have nothing to do with each other, of which J can be 0.8, are at 0 as two small ones
     * are, and one threshold serves all sizes. (As Hubert and Arabie correct the Rand index: "Comparing partitions",
     * Journal of Classification 2, 1985.)
     */
    static double[][] ofMembers(Overlap overlap) {
        double[][] similarity = new double[overlap.oldClusters()][overlap.newClusters()];
        for (int i = 0; i < similarity.length; i++) {
            for (int j = 0; j < similarity[i].length; j++) {
                double chance = overlap.chanceJaccard(i, j);
                double jaccard = overlap.jaccard(i, j);
                // Chance gives 1 only where both hold all rows, and then they are the same.
                similarity[i][j] = chance == 1 ? 1 : Math.max(0, (jaccard - chance) / (1 - chance));
            }
        }
        return similarity;
    }

    /**
     * By centroids: 1 − distance / (old radius + new radius), at least 0. The radius is half the way to the nearest centroid
     * of the same version, so that the balls of one version never overlap: compared with itself, a version gives 1 for each
     * cluster with itself and 0 for all others, in any units and any number of dimensions. The mean distance of a cluster's
     * rows would not serve: in 16 dimensions it is longer than the way to the next centroid. Only for one cluster alone,
     * which has no neighbour, it is the radius.
     *
     * @param spreads of the one cluster where there is one; mean distance of its rows
     */
    static double[][] ofCentroids(float[][] old, double oldSpread, float[][] young, double newSpread) {
        double[] oldRadii = radii(old, oldSpread);
        double[] newRadii = radii(young, newSpread);
        double[][] similarity = new double[old.length][young.length];
        for (int i = 0; i < old.length; i++) {
            for (int j = 0; j < young.length; j++) {
                double distance = distance(old[i], young[j]);
                double reach = oldRadii[i] + newRadii[j];
                similarity[i][j] = distance == 0 ? 1 : reach == 0 ? 0 : Math.max(0, 1 - distance / reach);
            }
        }
        return similarity;
    }

    /** The mean of both, where both tell. */
    static double[][] ofBoth(double[][] one, double[][] other) {
        double[][] mean = new double[one.length][];
        for (int i = 0; i < one.length; i++) {
            mean[i] = new double[one[i].length];
            for (int j = 0; j < one[i].length; j++) {
                mean[i][j] = (one[i][j] + other[i][j]) / 2;
            }
        }
        return mean;
    }

    private static double[] radii(float[][] centroids, double spread) {
        double[] radii = new double[centroids.length];
        for (int i = 0; i < centroids.length; i++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < centroids.length; j++) {
                nearest = j == i ? nearest : Math.min(nearest, distance(centroids[i], centroids[j]));
            }
            radii[i] = centroids.length == 1 ? spread : nearest / 2;
        }
        return radii;
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int j = 0; j < one.length; j++) {
            double difference = (double) one[j] - other[j];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }
}
