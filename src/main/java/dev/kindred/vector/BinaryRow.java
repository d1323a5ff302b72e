package dev.kindred.vector;

import static dev.kindred.vector.BigEndian.DOUBLE;
import static dev.kindred.vector.BigEndian.FLOAT;
import static dev.kindred.vector.BigEndian.INT;
import static dev.kindred.vector.BigEndian.LONG;
import static dev.kindred.vector.BigEndian.SHORT;

import java.util.Arrays;

/**
 * A row of a binary COPY: its fields, counted from 0, by their PostgreSQL types. What a field holds is not checked; ask
 * for the type that the query selects.
 * <p>
 * Formats: PostgreSQL documentation, "COPY, Binary Format"; pgvector, {@code vector_send}: int16 dimensions, int16
 * unused, then float4 each, all big-endian.
 */
public final class BinaryRow {

    private static final int SIGNATURE_AND_FLAGS = 15;
    private static final short TRAILER = -1;
    private static final int NULL_LENGTH = -1;

    private byte[] message;
    private int first;

    /** Per field where its value starts. */
    private int[] starts = new int[2];
    private int fields;

    BinaryRow() {}

    /** Where the first row starts in the first message. */
    static int endOfHeader(byte[] message) {
        return SIGNATURE_AND_FLAGS + Integer.BYTES + (int) INT.get(message, SIGNATURE_AND_FLAGS);
    }

    /** Takes a row from a message; false where there is none, which is at the end. */
    boolean moveTo(byte[] bytes, int start) {
        if (start >= bytes.length || (short) SHORT.get(bytes, start) == TRAILER) {
            return false;
        }
        message = bytes;
        fields = (short) SHORT.get(bytes, start);
        first = start + Short.BYTES;
        if (starts.length < fields) {
            starts = new int[fields];
        }
        int at = first;
        for (int field = 0; field < fields; field++) {
            starts[field] = at + Integer.BYTES;
            at = starts[field] + Math.max(0, (int) INT.get(bytes, at));
        }
        return true;
    }

    /** How many fields the row has. */
    public int fields() {
        return fields;
    }

    public boolean isNull(int field) {
        return (int) INT.get(message, starts[field] - Integer.BYTES) == NULL_LENGTH;
    }

    /** A {@code bigint}. */
    public long int8(int field) {
        return (long) LONG.get(message, starts[field]);
    }

    /** A {@code real}. */
    public float float4(int field) {
        return (float) FLOAT.get(message, starts[field]);
    }

    /** A {@code double precision}. */
    public double float8(int field) {
        return (double) DOUBLE.get(message, starts[field]);
    }

    /** The bytes of any value, such as the UTF-8 of a {@code text}. */
    public byte[] bytes(int field) {
        int length = (int) INT.get(message, starts[field] - Integer.BYTES);
        return Arrays.copyOfRange(message, starts[field], starts[field] + length);
    }

    /** How many elements a {@code vector} has. */
    public int dimensions(int field) {
        return (short) SHORT.get(message, starts[field]) & 0xFFFF;
    }

    /** Writes the elements of a {@code vector} to the target, from {@code to} on. */
    public void vector(int field, float[] target, int to) {
        int elements = starts[field] + 2 * Short.BYTES;
        int dimensions = dimensions(field);
        for (int i = 0; i < dimensions; i++) {
            target[to + i] = (float) FLOAT.get(message, elements + i * Float.BYTES);
        }
    }

    /** Adds the bytes of all fields, with their lengths. */
    public void hashInto(ContentHash hash) {
        hash.update(message, first, message.length - first);
    }
}
