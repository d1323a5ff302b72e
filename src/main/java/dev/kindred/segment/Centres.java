package dev.kindred.segment;

import java.util.function.BooleanSupplier;

import dev.kindred.kmeans.KMeansMetric;
import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.model.KMeansModel;

/** The centroids of a model, ready to be computed with. */
final class Centres {

    private Centres() {}

    /** By cluster. */
    static float[][] of(KMeansModel model) {
        return model.centroids.stream().map(centroid -> centroid.centroid).toArray(float[][]::new);
    }

    static NearestCentroids nearest(KMeansModel model, BooleanSupplier cancelled) {
        float[] flat = new float[model.clusters * model.dimensions];
        for (int cluster = 0; cluster < model.clusters; cluster++) {
            System.arraycopy(model.centroids.get(cluster).centroid, 0, flat, cluster * model.dimensions,
                    model.dimensions);
        }
        return new NearestCentroids(flat, model.dimensions, isCosine(model),
                Runtime.getRuntime().availableProcessors(), cancelled);
    }

    static boolean isCosine(KMeansModel model) {
        return KMeansMetric.COSINE.name().equalsIgnoreCase(model.options.metric());
    }

    /** What a vector is multiplied by before it is compared with centroids: under cosine only its direction counts. */
    static double scale(float[] points, int row, int dimensions, boolean isCosine) {
        if (!isCosine) {
            return 1;
        }
        double squares = 0;
        for (int j = row * dimensions; j < (row + 1) * dimensions; j++) {
            squares += (double) points[j] * points[j];
        }
        return squares == 0 ? 0 : 1 / Math.sqrt(squares);
    }
}
