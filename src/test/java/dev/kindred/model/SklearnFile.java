package dev.kindred.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * A k-means as skl2onnx writes it. skl2onnx itself is Python and not at hand, so this makes the graph node for node as its
 * {@code convert_sklearn_kmeans} does, by releases and options.
 */
final class SklearnFile {

    private final float[][] centroids;
    private boolean isDouble;
    private boolean isMatMul;
    private boolean isWholeNumbers;
    private boolean isOfFixedRows;
    private boolean isFirstRelease;
    private boolean isListed;
    private float squaresFactor = 1;
    private String before;

    private SklearnFile(float[][] centroids) {
        this.centroids = centroids;
    }

    static SklearnFile of(float[][] centroids) {
        return new SklearnFile(centroids);
    }

    /** For {@code DoubleTensorType} inputs: all constants are doubles. */
    SklearnFile ofDoubles() {
        isDouble = true;
        return this;
    }

    /** For {@code Int64TensorType} inputs: a Cast comes first. */
    SklearnFile ofWholeNumbers() {
        isWholeNumbers = true;
        return this;
    }

    /** The option {@code gemm=False}. */
    SklearnFile withMatMul() {
        isMatMul = true;
        return this;
    }

    /** A first dimension that is a number: the zeros are a constant. */
    SklearnFile ofFixedRows() {
        isOfFixedRows = true;
        return this;
    }

    /** As in 2018: sums in the other order, squares as a row, values listed instead of packed. */
    SklearnFile ofTheFirstRelease() {
        isFirstRelease = true;
        isOfFixedRows = true;
        isListed = true;
        return this;
    }

    /** Something that the converter never writes: other squares than those of the centroids. */
    SklearnFile withSquaresTimes(float factor) {
        squaresFactor = factor;
        return this;
    }

    /** A pipeline: that operator comes before k-means. */
    SklearnFile after(String operator) {
        before = operator;
        return this;
    }

    byte[] toBytes() {
        return toProto().toByteArray();
    }

    ModelProto toProto() {
        int dimensions = centroids[0].length;
        TensorProto.DataType type = isWholeNumbers
                ? TensorProto.DataType.INT64
                : isDouble ? TensorProto.DataType.DOUBLE : TensorProto.DataType.FLOAT;
        GraphProto.Builder graph = GraphProto.newBuilder().setName("KMeans")
                .addInput(typed("X", type, dimensions))
                .addOutput(OnnxParts.value("label", TensorProto.DataType.INT64, "n"))
                .addOutput(typed("scores", isDouble ? TensorProto.DataType.DOUBLE : TensorProto.DataType.FLOAT,
                        centroids.length));
        String x = "X";
        if (before != null) {
            graph.addNode(node(before, "scaled", x));
            x = "scaled";
        }
        if (isWholeNumbers) {
            graph.addNode(node("Cast", "cast", x).addAttribute(
                    OnnxParts.attribute("to", (long) TensorProto.DataType.FLOAT.getNumber())));
            x = "cast";
        }
        graph.addNode(OnnxParts.reduce("ReduceSumSquare", "Re_reduced0", x, 1));
        product(graph, x);
        graph.addInitializer(squares());
        if (isFirstRelease) {
            graph.addNode(node("Add", "Z", "Ge_Y0", "Re_reduced0")).addNode(node("Add", "Ad_C0", "Z", "C2"));
        } else {
            graph.addNode(node("Add", "Z", "Re_reduced0", "Ge_Y0")).addNode(node("Add", "Ad_C0", "C2", "Z"));
        }
        graph.addNode(node("ArgMin", "label", "Ad_C0").addAttribute(OnnxParts.attribute("axis", 1L))
                .addAttribute(OnnxParts.attribute("keepdims", 0L)))
                .addNode(node("Sqrt", "scores", "Ad_C0"));
        return ModelProto.newBuilder().setIrVersion(8).setProducerName("skl2onnx").setDomain("ai.onnx")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(12))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1))
                .setGraph(graph).build();
    }

    private void product(GraphProto.Builder graph, String x) {
        if (isMatMul) {
            float[] turned = new float[centroids.length * centroids[0].length];
            for (int i = 0; i < turned.length; i++) {
                turned[i] = -2 * centroids[i % centroids.length][i / centroids.length];
            }
            graph.addInitializer(tensor("Ma_MatMulcst", turned, centroids[0].length, centroids.length))
                    .addNode(node("MatMul", "Ge_Y0", x, "Ma_MatMulcst"));
            return;
        }
        if (isOfFixedRows) {
            graph.addInitializer(tensor("zeros", new float[1], 1));
        } else {
            graph.addInitializer(tensor("Mu_Mulcst", new float[1], 1))
                    .addNode(node("Mul", "zeros", "Re_reduced0", "Mu_Mulcst"));
        }
        float[] values = new float[centroids.length * centroids[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = centroids[i / centroids[0].length][i % centroids[0].length];
        }
        graph.addInitializer(tensor("Ge_Gemmcst", values, centroids.length, centroids[0].length))
                .addNode(node("Gemm", "Ge_Y0", x, "Ge_Gemmcst", "zeros").addAttribute(OnnxParts.attribute("alpha", -2f))
                        .addAttribute(OnnxParts.attribute("transB", 1L)));
    }

    private TensorProto squares() {
        float[] squares = new float[centroids.length];
        for (int cluster = 0; cluster < squares.length; cluster++) {
            double sum = 0;
            for (float value : centroids[cluster]) {
                sum += (double) value * value;
            }
            squares[cluster] = (float) sum * squaresFactor;
        }
        return isFirstRelease
                ? tensor("C2", squares, 1, squares.length)
                : tensor("C2", squares, squares.length);
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setName("N" + output).setOpType(operator).addOutput(output)
                .addAllInput(List.of(inputs));
    }

    private static ValueInfoProto typed(String name, TensorProto.DataType type, int columns) {
        ValueInfoProto.Builder value = OnnxParts.matrix(name, "n", columns).toBuilder();
        TypeProto.Builder of = value.getTypeBuilder();
        of.getTensorTypeBuilder().setElemType(type.getNumber());
        return value.build();
    }

    private TensorProto tensor(String name, float[] values, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType((isDouble
                ? TensorProto.DataType.DOUBLE
                : TensorProto.DataType.FLOAT).getNumber());
        for (long size : shape) {
            tensor.addDims(size);
        }
        ByteBuffer packed = ByteBuffer.allocate(values.length * (isDouble ? Double.BYTES : Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (isListed) {
                tensor.addFloatData(value);
            } else if (isDouble) {
                packed.putDouble(value);
            } else {
                packed.putFloat(value);
            }
        }
        return isListed ? tensor.build() : tensor.setRawData(ByteString.copyFrom(packed.flip())).build();
    }

}
