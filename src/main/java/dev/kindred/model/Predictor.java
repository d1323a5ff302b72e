package dev.kindred.model;

import dev.kindred.problem.Invalid;

/** A model restored from its stored bytes. Immutable; one instance serves all requests. */
final class Predictor {

    private final OnnxFile file;

    private Predictor(OnnxFile file) {
        this.file = file;
    }

    static Predictor of(byte[] onnx) {
        return new Predictor(OnnxFile.read(onnx));
    }

    /** What it takes in memory, about. */
    int bytes() {
        return file.centroids().length * Float.BYTES;
    }

    /**
     * The nearest centroid of one point.
     *
     * @param point d long
     * @throws Invalid if the metric is cosine and the point all-zero
     */
    Prediction predict(float[] point) {
        double length = file.cosine() ? length(point) : 1;
        int nearest = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < file.clusters(); cluster++) {
            double distance = squaredDistance(point, length, cluster);
            if (distance < smallest) {
                smallest = distance;
                nearest = cluster;
            }
        }
        return new Prediction(nearest, file.cosine() ? smallest / 2 : Math.sqrt(smallest));
    }

    private double squaredDistance(float[] point, double length, int cluster) {
        float[] centroids = file.centroids();
        int offset = cluster * file.dimensions();
        double sum = 0;
        for (int j = 0; j < point.length; j++) {
            double difference = point[j] / length - centroids[offset + j];
            sum += difference * difference;
        }
        return sum;
    }

    private static double length(float[] point) {
        double sum = 0;
        for (float element : point) {
            sum += (double) element * element;
        }
        if (sum == 0) {
            throw new Invalid("An all-zero vector has no direction, so it has no cluster under cosine.");
        }
        return Math.sqrt(sum);
    }
}
