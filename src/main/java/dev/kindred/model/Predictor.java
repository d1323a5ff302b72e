package dev.kindred.model;

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
     */
    Prediction predict(float[] point) {
        int nearest = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < file.clusters(); cluster++) {
            double distance = squaredDistance(point, cluster);
            if (distance < smallest) {
                smallest = distance;
                nearest = cluster;
            }
        }
        return new Prediction(nearest, Math.sqrt(smallest));
    }

    private double squaredDistance(float[] point, int cluster) {
        float[] centroids = file.centroids();
        int offset = cluster * file.dimensions();
        double sum = 0;
        for (int j = 0; j < point.length; j++) {
            double difference = (double) point[j] - centroids[offset + j];
            sum += difference * difference;
        }
        return sum;
    }
}
