package dev.kindred.kmeans;

/** How well clusters stand apart, from their centroids and mean distances alone. */
final class SeparationIndex {

    private SeparationIndex() {}

    /** See {@link Clustering#daviesBouldin()}. Empty clusters are left out. */
    static double daviesBouldin(Clustering clustering) {
        float[] centroids = clustering.centroids();
        double[] spread = clustering.meanDistances();
        double sum = 0;
        int counted = 0;
        for (int cluster = 0; cluster < spread.length; cluster++) {
            double worst = 0;
            for (int other = 0; other < spread.length; other++) {
                if (other != cluster && spread[other] + spread[cluster] >= 0) {
                    worst = Math.max(worst,
                            (spread[cluster] + spread[other]) / distance(clustering, centroids, cluster, other));
                }
            }
            if (spread[cluster] >= 0) {
                sum += worst;
                counted++;
            }
        }
        return counted < 2 ? Double.NaN : sum / counted;
    }

    private static double distance(Clustering clustering, float[] centroids, int a, int b) {
        int dimensions = clustering.dimensions();
        double square = CanonicalDistance.square(centroids, a * dimensions, centroids, b * dimensions, dimensions);
        return clustering.options().metric() == KMeansMetric.COSINE ? square / 2 : Math.sqrt(square);
    }
}
