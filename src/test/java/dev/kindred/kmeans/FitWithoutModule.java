package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;

/** Run in a process of its own, without the vector module; ends with 0 when the plain kernel fits well. */
final class FitWithoutModule {

    private FitWithoutModule() {}

    public static void main(String[] arguments) {
        Clustering clustering = KMeans.fit(FloatMatrix.of(new float[]{0, 1, 10, 11}, 1), KMeansOptions.clusters(2));
        System.exit(clustering.kernel().equals("plain") && clustering.inertia() == 1 ? 0 : 1);
    }
}
