package dev.kindred.compare;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSource;

/**
 * One of the two versions that are compared.
 *
 * @param centroids k × d, row-major; read here, since a file is written when the request's session is gone
 */
record Side(KMeansModel model, VectorSource source, float[] centroids) {

    static Side of(KMeansModel model, VectorSource source) {
        float[] centroids = new float[model.clusters * model.dimensions];
        for (int cluster = 0; cluster < model.clusters; cluster++) {
            System.arraycopy(model.centroids.get(cluster).centroid, 0, centroids, cluster * model.dimensions,
                    model.dimensions);
        }
        return new Side(model, source, centroids);
    }

    boolean isCosine() {
        return model.isCosine();
    }

    float[] centroid(int cluster) {
        return model.centroids.get(cluster).centroid;
    }
}
