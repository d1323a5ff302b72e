package dev.kindred.segment;

import java.util.List;

import dev.kindred.model.Centroid;

/**
 * What all rows together are like, as encoded.
 *
 * @param mean      by element of a vector
 * @param deviation by element; 0 where all rows are alike
 */
record Population(double[] mean, double[] deviation) {

    /** How far a value is from that of everyone, in deviations (a standardised mean difference). */
    double effect(int element, double value) {
        double difference = value - mean[element];
        // Values that are alike but for the rounding of float32 have no deviation to speak of.
        return deviation[element] <= 1e-6 * Math.abs(mean[element]) ? 0 : difference / deviation[element];
    }

    /** From centroids alone: their mean by size, and how they differ from it; the rows differ by more. */
    static Population of(List<Centroid> centroids, int dimensions) {
        double[] mean = new double[dimensions];
        double[] deviation = new double[dimensions];
        boolean isSized = centroids.stream().anyMatch(centroid -> centroid.size > 0);
        double total = centroids.stream().mapToDouble(centroid -> weight(centroid, isSized)).sum();
        for (int j = 0; j < dimensions && total > 0; j++) {
            for (Centroid centroid : centroids) {
                mean[j] += weight(centroid, isSized) * centroid.centroid[j] / total;
            }
            for (Centroid centroid : centroids) {
                double difference = centroid.centroid[j] - mean[j];
                deviation[j] += weight(centroid, isSized) * difference * difference / total;
            }
            deviation[j] = Math.sqrt(deviation[j]);
        }
        return new Population(mean, deviation);
    }

    /** An imported model may not know how many rows it had. */
    private static double weight(Centroid centroid, boolean isSized) {
        return isSized ? centroid.size : 1;
    }
}
