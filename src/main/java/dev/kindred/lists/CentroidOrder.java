package dev.kindred.lists;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.kindred.model.KMeansModel;
import dev.kindred.problem.Invalid;

/** A model's clusters by how near their centroids are to a point. */
final class CentroidOrder {

    private CentroidOrder() {}

    /** @param distance by the model's metric */
    record Near(int cluster, double distance) {}

    /** The nearest first; of equally near ones the lowest, as everywhere. */
    static List<Near> of(KMeansModel model, boolean isCosine, float[] point) {
        double length = isCosine ? length(point) : 1;
        return IntStream.range(0, model.clusters)
                .mapToObj(cluster -> new Near(cluster,
                        distance(point, length, model.centroids.get(cluster).centroid, isCosine)))
                .sorted(Comparator.comparingDouble(Near::distance)).toList();
    }

    private static double distance(float[] point, double length, float[] centroid, boolean isCosine) {
        double square = 0;
        for (int j = 0; j < point.length; j++) {
            double difference = point[j] / length - centroid[j];
            square += difference * difference;
        }
        return isCosine ? square / 2 : Math.sqrt(square);
    }

    private static double length(float[] point) {
        double square = 0;
        for (float value : point) {
            square += (double) value * value;
        }
        if (square == 0) {
            throw new Invalid("row is all zeros and has no direction, so nothing is near to it under cosine.");
        }
        return Math.sqrt(square);
    }
}
