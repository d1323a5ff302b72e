package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.kindred.problem.Invalid;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** scikit-learn's k-means, as its converter writes them: what is read answers as the file does when it is run. */
class KMeansGraphTest {

    private static final float[][] CENTROIDS = {{1, 2, 3}, {-4, 5, 0.25f}, {7, -8, 9}, {0, 0, 0}};

    static Stream<SklearnFile> files() {
        return Stream.of(SklearnFile.of(CENTROIDS), SklearnFile.of(CENTROIDS).ofFixedRows(),
                SklearnFile.of(CENTROIDS).withMatMul(), SklearnFile.of(CENTROIDS).ofDoubles(),
                SklearnFile.of(CENTROIDS).ofDoubles().withMatMul(), SklearnFile.of(CENTROIDS).ofWholeNumbers(),
                SklearnFile.of(CENTROIDS).ofTheFirstRelease());
    }

    @ParameterizedTest
    @MethodSource("files")
    void theCentroidsAreThoseThatWereConverted(SklearnFile file) {
        OnnxConstants.Matrix read = KMeansGraph.centroids(file.toProto());

        assertThat(read.rows()).isEqualTo(4);
        assertThat(read.columns()).isEqualTo(3);
        assertThat(read.values()).containsExactly(1, 2, 3, -4, 5, 0.25f, 7, -8, 9, 0, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("files")
    void ourLabelsAreThoseOfTheFileInAnOnnxRuntime(SklearnFile file) throws OrtException {
        Random random = new Random(3);
        long[][] points = new long[500][];
        Arrays.setAll(points, i -> random.longs(3, -10, 11).toArray());
        ImportedCentroids imported = ImportedCentroids.ofFile(file.toBytes());
        Predictor predictor = Predictor.of(new OnnxFile(false, imported.clusters(), imported.dimensions(),
                imported.centroids(), Map.of()).toBytes());

        long[] labels = run(file.toProto(), points);

        for (int i = 0; i < points.length; i++) {
            float[] point = {points[i][0], points[i][1], points[i][2]};
            if (isClear(point)) {
                assertThat((long) predictor.predict(point).cluster()).as("%s", Arrays.toString(point))
                        .isEqualTo(labels[i]);
            }
        }
        assertThat(Arrays.stream(labels).distinct().count()).isEqualTo(4);
    }

    /** No two centroids are equally near; the points are whole numbers, so ties are not rare. */
    private static boolean isClear(float[] point) {
        double[] distances = Arrays.stream(CENTROIDS).mapToDouble(centroid -> {
            double sum = 0;
            for (int j = 0; j < 3; j++) {
                sum += Math.pow(point[j] - centroid[j], 2);
            }
            return sum;
        }).sorted().toArray();
        return distances[1] - distances[0] > 1e-3;
    }

    private static long[] run(ModelProto file, long[][] points) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int type = file.getGraph().getInput(0).getType().getTensorType().getElemType();
        try (OrtSession session = environment.createSession(file.toByteArray());
                OnnxTensor features = type == 7
                        ? OnnxTensor.createTensor(environment, points)
                        : type == 11
                                ? OnnxTensor.createTensor(environment, Arrays.stream(points)
                                        .map(row -> Arrays.stream(row).asDoubleStream().toArray())
                                        .toArray(double[][]::new))
                                : OnnxTensor.createTensor(environment, Arrays.stream(points)
                                        .map(row -> new float[]{row[0], row[1], row[2]}).toArray(float[][]::new));
                OrtSession.Result result = session.run(Map.of("X", features))) {
            return (long[]) result.get("label").orElseThrow().getValue();
        }
    }

    private static void assertRefused(ModelProto file, String why) {
        assertThatThrownBy(() -> KMeansGraph.centroids(file)).isInstanceOf(Invalid.class).hasMessageContaining(why);
    }

    private static ModelProto changed(UnaryOperator<GraphProto.Builder> change) {
        ModelProto file = SklearnFile.of(CENTROIDS).toProto();
        return file.toBuilder().setGraph(change.apply(file.getGraph().toBuilder())).build();
    }

    /** With the node changed that makes an output. */
    private static GraphProto.Builder withNode(GraphProto.Builder graph, String output,
            UnaryOperator<NodeProto.Builder> change) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOutput(0).equals(output)) {
                graph.setNode(i, change.apply(graph.getNode(i).toBuilder()));
            }
        }
        return graph;
    }

    @Test
    void centroidsOfSomethingElseThanTheInputAreRefused() {
        assertRefused(SklearnFile.of(CENTROIDS).after("Relu").toProto(), "not of its input itself but of 'scaled'");
    }

    @Test
    void squaresThatAreNotTheCentroidsAreRefused() {
        assertRefused(SklearnFile.of(CENTROIDS).withSquaresTimes(1.1f).toProto(), "not the centroid's square");
        assertRefused(SklearnFile.of(CENTROIDS).withSquaresTimes(Float.NaN).toProto(), "not the centroid's square");
    }

    @Test
    void graphsThatAreNoKMeansAreRefused() {
        assertRefused(changed(graph -> withNode(graph, "label", node -> node.setOpType("ArgMax"))), "no k-means");
        assertRefused(changed(graph -> withNode(graph, "label", node -> node.setDomain("com.example"))), "no k-means");
        assertRefused(changed(graph -> withNode(graph, "label", node -> node.clearAttribute())), "no k-means");
        assertRefused(changed(graph -> withNode(graph, "Ge_Y0", node -> node.clearAttribute())), "'Ge_Y0' is no part");
        assertRefused(changed(graph -> withNode(graph, "Ge_Y0", node -> node.setInput(2, "C2"))), "'Ge_Y0' is no part");
        assertRefused(changed(graph -> withNode(graph, "Z", node -> node.setOpType("Sub"))), "'Z' is no part");
        assertRefused(changed(graph -> withNode(graph, "Ad_C0", node -> node.setInput(0, "Z"))), "no part of k-means");
        assertRefused(changed(graph -> withNode(graph, "Ad_C0", node -> node.setInput(1, "Ad_C0"))), "no part");
        assertRefused(changed(graph -> graph.addInitializer(graph.getInitializer(0))), "two constants");
        assertRefused(changed(graph -> graph.clearInitializer()), "");
    }

    @Test
    void constantsThatLieAboutThemselvesAreRefused() {
        int centroids = 1;
        assertThat(SklearnFile.of(CENTROIDS).toProto().getGraph().getInitializer(centroids).getName())
                .isEqualTo("Ge_Gemmcst");
        for (long[] shape : new long[][]{{4, 4}, {-1, 3}, {0, 3}, {1L << 40, 1L << 40}, {3, 5}, {12}, {}}) {
            ModelProto file = changed(graph -> {
                graph.getInitializerBuilder(centroids).clearDims();
                Arrays.stream(shape).forEach(graph.getInitializerBuilder(centroids)::addDims);
                return graph;
            });
            assertThatThrownBy(() -> KMeansGraph.centroids(file)).as(Arrays.toString(shape))
                    .isInstanceOf(Invalid.class);
        }
        assertRefused(changed(graph -> {
            graph.getInitializerBuilder(centroids).setDataType(6);
            return graph;
        }), "ONNX type 6");
        assertRefused(changed(graph -> {
            graph.getInitializerBuilder(centroids)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL);
            return graph;
        }), "in another one");
    }

    static Stream<byte[]> wholeFiles() {
        return Stream.of(SklearnFile.of(CENTROIDS).toBytes(), new OnnxFile(false, 2, 2, new float[]{1, 2, 3, 4},
                Map.of("columns", "[\"a\",\"b\"]", "metric", "euclidean")).toBytes());
    }

    /** Every beginning of a file, and thousands of it with a few bits turned over. */
    @ParameterizedTest
    @MethodSource("wholeFiles")
    void noBrokenFileEndsInAnythingButARefusal(byte[] whole) {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            for (int flips = i < whole.length ? 0 : 1 + random.nextInt(4); flips > 0; flips--) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                ImportedCentroids read = ImportedCentroids.ofFile(broken);
                assertThat(read.centroids()).hasSize(read.clusters() * read.dimensions());
            } catch (Invalid refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
