package dev.kindred.model;

import static dev.kindred.model.OnnxParts.attribute;
import static dev.kindred.model.OnnxParts.entry;
import static dev.kindred.model.OnnxParts.matrix;
import static dev.kindred.model.OnnxParts.node;
import static dev.kindred.model.OnnxParts.reduce;
import static dev.kindred.model.OnnxParts.tensor;
import static dev.kindred.model.OnnxParts.value;

import java.util.LinkedHashMap;
import java.util.Map;

import com.google.protobuf.InvalidProtocolBufferException;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.problem.Corrupted;
import dev.kindred.problem.Invalid;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * A trained k-means as an ONNX file: input {@code features} float [n, d], outputs {@code cluster} int64 [n] and
 * {@code distance} float [n]. Any ONNX runtime can run it; nothing is Java-serialised.
 * <p>
 * The graph: {@code y = x − μ} with μ the mean of the centroids; {@code s = |g|² − 2·y·gᵀ} with g the centroids less μ;
 * {@code cluster = argmin s}; {@code distance = √max(0, min s + |y|²)}. Without the subtraction of μ, float32 loses the
 * distances of data far from zero (years, epoch seconds) to cancellation. For the cosine metric, {@code x / |x|} stands
 * in the place of x, centroids have length 1, and {@code distance = ½·max(0, min s + |y|²)}, which is 1 − cos.
 * <p>
 * The file holds only what the training's inputs determine, so that the same training gives the same bytes.
 *
 * @param cosine    whether the metric is cosine rather than euclidean
 * @param centroids k × d, row-major
 * @param metadata  what the inputs of the training were, in writing order
 */
@RegisterForReflection(targets = {ModelProto.class, GraphProto.class, NodeProto.class, AttributeProto.class,
        TensorProto.class, ValueInfoProto.class, TypeProto.class, TypeProto.Tensor.class, TensorShapeProto.class,
        TensorShapeProto.Dimension.class, OperatorSetIdProto.class, StringStringEntryProto.class})
record OnnxFile(boolean cosine, int clusters, int dimensions, float[] centroids, Map<String, String> metadata) {

    /** Raised whenever an older reader could not make sense of a newer file. */
    static final String FORMAT = "1";

    private static final String FORMAT_KEY = "kindred.format";
    private static final String METRIC_KEY = "metric";
    private static final String COSINE = "cosine";
    private static final long IR_VERSION = 8;
    private static final long OPSET = 13;
    private static final String MEAN = "mean";
    private static final String CENTRED = "centroids_less_mean";
    private static final String SQUARED_NORMS = "squared_norms";

    byte[] toBytes() {
        float[] mean = mean();
        float[] centred = new float[centroids.length];
        for (int i = 0; i < centred.length; i++) {
            centred[i] = (float) ((double) centroids[i] - mean[i % dimensions]);
        }
        return proto(mean, centred).toByteArray();
    }

    private ModelProto proto(float[] mean, float[] centred) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setProducerName("kindred")
                .setDomain("dev.kindred")
                .setGraph(graph(mean, centred))
                .addMetadataProps(entry(FORMAT_KEY, FORMAT));
        metadata.forEach((key, value) -> model.addMetadataProps(entry(key, value)));
        return model.build();
    }

    private GraphProto graph(float[] mean, float[] centred) {
        float[] squaredNorms = new float[clusters];
        for (int cluster = 0; cluster < clusters; cluster++) {
            double sum = 0;
            for (int at = cluster * dimensions; at < (cluster + 1) * dimensions; at++) {
                sum += (double) centred[at] * centred[at];
            }
            squaredNorms[cluster] = (float) sum;
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("kmeans")
                .addInput(matrix("features", "n", dimensions))
                .addOutput(value("cluster", TensorProto.DataType.INT64, "n"))
                .addOutput(value("distance", TensorProto.DataType.FLOAT, "n"))
                .addInitializer(tensor(MEAN, mean, dimensions))
                .addInitializer(tensor(CENTRED, centred, clusters, dimensions))
                .addInitializer(tensor(SQUARED_NORMS, squaredNorms, clusters))
                .addInitializer(tensor("zero", new float[]{0}, 1));
        if (cosine) {
            graph.addInitializer(tensor("half", new float[]{0.5f}, 1))
                    .addNode(reduce("ReduceL2", "length", "features", 1))
                    .addNode(node("Div", "direction", "features", "length"));
        }
        return graph.addNode(node("Sub", "y", cosine ? "direction" : "features", MEAN))
                .addNode(node("Gemm", "scores", "y", CENTRED, SQUARED_NORMS)
                        .addAttribute(attribute("alpha", -2f)).addAttribute(attribute("beta", 1f))
                        .addAttribute(attribute("transB", 1)))
                .addNode(node("ArgMin", "cluster", "scores")
                        .addAttribute(attribute("axis", 1)).addAttribute(attribute("keepdims", 0)))
                .addNode(reduce("ReduceMin", "smallest", "scores", 0))
                .addNode(reduce("ReduceSumSquare", "squared_norm", "y", 0))
                .addNode(node("Add", "sum", "smallest", "squared_norm"))
                .addNode(node("Max", "squared_distance", "sum", "zero"))
                .addNode(cosine
                        ? node("Mul", "distance", "squared_distance", "half")
                        : node("Sqrt", "distance", "squared_distance"))
                .build();
    }

    private float[] mean() {
        float[] mean = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            double sum = 0;
            for (int cluster = 0; cluster < clusters; cluster++) {
                sum += centroids[cluster * dimensions + j];
            }
            mean[j] = (float) (sum / clusters);
        }
        return mean;
    }

    /** Whether a file says that Kindred wrote it. */
    static boolean isMarked(ModelProto file) {
        return file.getMetadataPropsList().stream().anyMatch(entry -> entry.getKey().equals(FORMAT_KEY));
    }

    /**
     * Reads a file that {@link #toBytes} wrote, of this release or an earlier one.
     *
     * @throws Corrupted if the bytes are no such file
     */
    static OnnxFile read(byte[] bytes) {
        try {
            ModelProto file = ModelProto.parseFrom(bytes);
            return of(Constants.of(file), file);
        } catch (InvalidProtocolBufferException notProtobuf) {
            throw new Corrupted("The stored model is no ONNX file: " + notProtobuf.getMessage());
        } catch (Invalid damaged) {
            throw new Corrupted("The stored model can't be read. " + damaged.getMessage());
        }
    }

    /**
     * Reads a file that says that Kindred wrote it, but comes from elsewhere. It must be what Kindred would have written, to
     * the last node: what its graph computes and what is read here must be the same.
     *
     * @throws Invalid if it is not
     */
    static OnnxFile readForeign(ModelProto file) {
        Constants constants = Constants.of(file);
        OnnxFile read = of(constants, file);
        if (!read.proto(constants.mean(), constants.centred().values()).equals(file)) {
            throw new Invalid(
                    "The file says that Kindred wrote it, but it is not as Kindred writes them: it was damaged or "
                            + "changed. Export it once more.");
        }
        return read;
    }

    /** The centroids as a file holds them. */
    private record Constants(float[] mean, OnnxConstants.Matrix centred) {

        static Constants of(ModelProto file) {
            String format = metadata(file).get(FORMAT_KEY);
            if (!FORMAT.equals(format)) {
                throw new Invalid("The file has Kindred's format '%s', but this release reads format '%s'."
                        .formatted(format, FORMAT));
            }
            OnnxConstants constants = new OnnxConstants(file.getGraph());
            OnnxConstants.Matrix centred = constants.matrix(CENTRED);
            return new Constants(constants.vector(MEAN, centred.columns()), centred);
        }

        float[] centroids() {
            float[] centroids = new float[centred.values().length];
            for (int i = 0; i < centroids.length; i++) {
                centroids[i] = (float) ((double) centred.values()[i] + mean[i % mean.length]);
            }
            return centroids;
        }
    }

    private static OnnxFile of(Constants constants, ModelProto file) {
        Map<String, String> metadata = metadata(file);
        metadata.remove(FORMAT_KEY);
        return new OnnxFile(COSINE.equals(metadata.get(METRIC_KEY)), constants.centred().rows(),
                constants.centred().columns(), constants.centroids(), metadata);
    }

    private static Map<String, String> metadata(ModelProto file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        file.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        return metadata;
    }
}
