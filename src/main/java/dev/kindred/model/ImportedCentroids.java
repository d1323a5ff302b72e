package dev.kindred.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.kindred.kmeans.KMeansMetric;
import dev.kindred.problem.Invalid;

import ai.onnx.proto.OnnxMl.ModelProto;

/**
 * Centroids that were made elsewhere.
 *
 * @param centroids k × d, row-major
 * @param sizes     rows of each cluster in the training; null where that is not known
 * @param metadata  of a file that Kindred has exported: how it was trained; else empty
 * @param file      that Kindred has exported; null where there is none
 */
record ImportedCentroids(boolean cosine, int clusters, int dimensions, float[] centroids, long[] sizes,
        Map<String, String> metadata, byte[] file) {

    /** Centroids of a cosine model have this length, but for roundings. */
    private static final double UNIT_TOLERANCE = 1e-3;

    /**
     * Reads an ONNX file, without running it.
     *
     * @throws Invalid if it is neither one that Kindred has exported nor a k-means as skl2onnx writes it
     */
    static ImportedCentroids ofFile(byte[] bytes) {
        ModelProto model = parse(bytes);
        if (!OnnxFile.isMarked(model)) {
            OnnxConstants.Matrix found = KMeansGraph.centroids(model);
            return new ImportedCentroids(false, found.rows(), found.columns(), found.values(), null, Map.of(), null)
                    .checked();
        }
        OnnxFile own = OnnxFile.readForeign(model);
        ImportedCentroids read = new ImportedCentroids(own.cosine(), own.clusters(), own.dimensions(), own.centroids(),
                null, own.metadata(), bytes);
        return read.checked();
    }

    private static ModelProto parse(byte[] bytes) {
        try {
            ModelProto model = ModelProto.parseFrom(bytes);
            if (model.getGraph().getNodeCount() > 0) {
                return model;
            }
        } catch (InvalidProtocolBufferException notProtobuf) {
            // told below, with what parses but holds no graph
        }
        throw new Invalid("The body is no ONNX file, or a damaged one.");
    }

    /** Centroids as they are written in a request; under cosine they are brought to length 1. */
    static ImportedCentroids of(NewCentroids wanted) {
        KMeansMetric metric = TrainingOptions.parse(KMeansMetric.class, "metric", wanted.metric(),
                KMeansMetric.EUCLIDEAN);
        boolean isCosine = metric == KMeansMetric.COSINE;
        int clusters = wanted.centroids().size();
        int dimensions = wanted.centroids().get(0).size();
        requireSize(clusters, dimensions);
        List<float[]> rows = new ArrayList<>(clusters);
        for (int cluster = 0; cluster < clusters; cluster++) {
            String where = "centroids[%d]".formatted(cluster);
            float[] centroid = RowReader.vector(where, wanted.centroids().get(cluster), dimensions);
            rows.add(isCosine ? toUnit(where, centroid) : centroid);
        }
        float[] values = new float[clusters * dimensions];
        for (int cluster = 0; cluster < clusters; cluster++) {
            System.arraycopy(rows.get(cluster), 0, values, cluster * dimensions, dimensions);
        }
        return new ImportedCentroids(isCosine, clusters, dimensions, values, wanted.sizesOf(clusters), Map.of(), null)
                .checked();
    }

    private static float[] toUnit(String where, float[] centroid) {
        double length = length(centroid, 0, centroid.length);
        if (length == 0) {
            throw new Invalid("%s is all-zero, so it has no direction and serves no cosine.".formatted(where));
        }
        for (int j = 0; j < centroid.length; j++) {
            centroid[j] = (float) (centroid[j] / length);
        }
        return centroid;
    }

    private static double length(float[] values, int from, int count) {
        double sum = 0;
        for (int at = from; at < from + count; at++) {
            sum += (double) values[at] * values[at];
        }
        return Math.sqrt(sum);
    }

    private static void requireSize(int clusters, int dimensions) {
        if (clusters > ClusterCount.MOST || dimensions < 1 || dimensions > OnnxConstants.MOST_COLUMNS) {
            throw new Invalid("There are %d centroids of %d columns, but up to %d of 1 to %d columns can be imported."
                    .formatted(clusters, dimensions, ClusterCount.MOST, OnnxConstants.MOST_COLUMNS));
        }
    }

    private ImportedCentroids checked() {
        if (clusters > ClusterCount.MOST || dimensions > OnnxConstants.MOST_COLUMNS) {
            throw new Invalid(
                    "%d centroids of %d columns are too many; up to %d of up to %d can be imported.".formatted(
                            clusters, dimensions, ClusterCount.MOST, OnnxConstants.MOST_COLUMNS));
        }
        for (int i = 0; i < centroids.length; i++) {
            if (!(Math.abs(centroids[i]) <= TrainingReader.LARGEST_VALUE)) {
                throw new Invalid("Centroid %d has the value %s; values between -1e15 and 1e15 are right."
                        .formatted(i / dimensions, centroids[i]));
            }
        }
        for (int cluster = 0; cosine && cluster < clusters; cluster++) {
            if (Math.abs(length(centroids, cluster * dimensions, dimensions) - 1) > UNIT_TOLERANCE) {
                throw new Invalid("Centroid %d has not length 1, as those of a cosine model have; the file is damaged."
                        .formatted(cluster));
            }
        }
        return this;
    }

    /** The metric's word. */
    String metric() {
        return TrainingOptions.word(cosine ? KMeansMetric.COSINE : KMeansMetric.EUCLIDEAN);
    }
}
