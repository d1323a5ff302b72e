package dev.kindred.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

import dev.kindred.problem.Invalid;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/** The constants of a graph that comes from elsewhere. Nothing that they say of themselves is believed unchecked. */
final class OnnxConstants {

    /** As many as a pgvector column can have. */
    static final int MOST_COLUMNS = 16_000;

    private final Map<String, TensorProto> byName = new HashMap<>();

    OnnxConstants(GraphProto graph) {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (byName.put(tensor.getName(), tensor) != null) {
                throw new Invalid("The file has two constants '%s'.".formatted(tensor.getName()));
            }
        }
    }

    /** Row-major values; doubles are rounded to floats. */
    record Matrix(int rows, int columns, float[] values) {

        Matrix transposed() {
            float[] turned = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                turned[i % columns * rows + i / columns] = values[i];
            }
            return new Matrix(columns, rows, turned);
        }
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** A constant of two dimensions, neither of them more than a model can have. */
    Matrix matrix(String name) {
        TensorProto tensor = get(name);
        if (tensor.getDimsCount() != 2) {
            throw new Invalid("Constant '%s' of the file has %d dimensions; centroids have 2.".formatted(name,
                    tensor.getDimsCount()));
        }
        int rows = size(tensor, 0);
        int columns = size(tensor, 1);
        return new Matrix(rows, columns, values(tensor, (long) rows * columns));
    }

    private static int size(TensorProto tensor, int dimension) {
        long size = tensor.getDims(dimension);
        if (size < 1 || size > MOST_COLUMNS) {
            throw new Invalid(
                    "Constant '%s' of the file is %d × %d; 1 to %d clusters of 1 to %d columns can be imported."
                            .formatted(tensor.getName(), tensor.getDims(0), tensor.getDims(1), ClusterCount.MOST,
                                    MOST_COLUMNS));
        }
        return (int) size;
    }

    /** All values of a constant, which must be so many, whatever its shape. */
    float[] vector(String name, int length) {
        return values(get(name), length);
    }

    /** Whether all values of a constant are 0. */
    boolean isZero(String name) {
        TensorProto tensor = get(name);
        long count = tensor.getDimsList().stream().reduce(1L, (one, other) -> one * other);
        for (float value : values(tensor, count)) { // refuses a count that is not that of the values
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private TensorProto get(String name) {
        TensorProto tensor = byName.get(name);
        if (tensor == null) {
            throw new Invalid("The file lacks the constant '%s'.".formatted(name));
        }
        return tensor;
    }

    private static float[] values(TensorProto tensor, long count) {
        boolean isDouble = tensor.getDataType() == TensorProto.DataType.DOUBLE.getNumber();
        if (!isDouble && tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
            throw new Invalid("Constant '%s' of the file is of ONNX type %d; float (1) or double (11) is right."
                    .formatted(tensor.getName(), tensor.getDataType()));
        }
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new Invalid("Constant '%s' is not in the file but in another one; save it as one file."
                    .formatted(tensor.getName()));
        }
        int width = isDouble ? Double.BYTES : Float.BYTES;
        int listed = isDouble ? tensor.getDoubleDataCount() : tensor.getFloatDataCount();
        boolean isRaw = tensor.hasRawData();
        if (isRaw ? tensor.getRawData().size() != count * width : listed != count) {
            throw new Invalid("Constant '%s' of the file should have %d values, but does not; the file is damaged."
                    .formatted(tensor.getName(), count));
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = isRaw
                    ? isDouble ? (float) raw.getDouble() : raw.getFloat()
                    : isDouble ? (float) tensor.getDoubleData(i) : tensor.getFloatData(i);
        }
        return values;
    }
}
