package dev.kindred.vector;

import static dev.kindred.vector.BigEndian.INT;
import static dev.kindred.vector.BigEndian.LONG;
import static dev.kindred.vector.BigEndian.SHORT;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

import org.postgresql.copy.CopyIn;
import org.postgresql.jdbc.PgConnection;

/**
 * Writes rows in bulk by {@code COPY … FROM STDIN (FORMAT binary)}, in the connection's transaction. Values go from
 * primitives to the wire without a text or an object between. A row is sent once it is whole, so that one begun can be
 * taken back.
 * <p>
 * Format: PostgreSQL documentation, "COPY, Binary Format", and the {@code _recv} functions of the types.
 */
public final class BinaryCopyWriter implements AutoCloseable {

    /** Large enough that the price of a message does not show, small enough to stay in the processor's cache. */
    private static final int SEND_BYTES = 1 << 17;

    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TRAILER = -1;
    private static final int NULL_LENGTH = -1;
    private static final byte JSONB_VERSION = 1;

    private final CopyIn copy;
    private final int fields;
    private byte[] buffer = new byte[SEND_BYTES + SEND_BYTES / 8];
    private int position;

    private BinaryCopyWriter(CopyIn copy, int fields) {
        this.copy = copy;
        this.fields = fields;
        System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
        position = HEADER.length;
    }

    /**
     * Begins a COPY; the connection does nothing else until it is finished or closed.
     *
     * @param target table and columns, as in {@code "public"."t" (a, b)}; identifiers must be quoted already
     * @param fields how many columns those are
     * @param freeze whether the rows may be stored as frozen, which saves later readers a write; PostgreSQL allows it
     *               where the table was made in the same transaction
     */
    public static BinaryCopyWriter open(Connection connection, String target, int fields, boolean freeze)
            throws SQLException {
        String sql = "copy " + target + " from stdin (format binary" + (freeze ? ", freeze)" : ")");
        return new BinaryCopyWriter(connection.unwrap(PgConnection.class).getCopyAPI().copyIn(sql), fields);
    }

    /** Begins a row; as many values as there are columns must follow, in the columns' order. */
    public void beginRow() {
        putShort(fields);
    }

    public void writeNull() {
        putInt(NULL_LENGTH);
    }

    /** For a column of type {@code boolean}. */
    public void writeBoolean(boolean value) {
        putInt(Byte.BYTES);
        putByte(value ? 1 : 0);
    }

    /** For a column of type {@code smallint}. */
    public void writeShort(int value) {
        putInt(Short.BYTES);
        putShort(value);
    }

    /** For a column of type {@code integer}. */
    public void writeInt(int value) {
        putInt(Integer.BYTES);
        putInt(value);
    }

    /** For a column of type {@code bigint}. */
    public void writeLong(long value) {
        putInt(Long.BYTES);
        putLong(value);
    }

    /** For a column of type {@code real}. */
    public void writeFloat(float value) {
        putInt(Float.BYTES);
        putInt(Float.floatToRawIntBits(value));
    }

    /** For a column of type {@code double precision}. */
    public void writeDouble(double value) {
        putInt(Double.BYTES);
        putLong(Double.doubleToRawLongBits(value));
    }

    /** For a column of type {@code text} or {@code varchar}; the bytes are UTF-8 without U+0000. */
    public void writeText(byte[] utf8, int length) {
        putInt(length);
        putBytes(utf8, length);
    }

    /** For a column of type {@code jsonb}; the bytes are well-formed JSON in UTF-8. */
    public void writeJson(byte[] utf8, int length) {
        putInt(1 + length);
        putByte(JSONB_VERSION);
        putBytes(utf8, length);
    }

    /** The row is whole. */
    public void endRow() throws SQLException {
        if (position >= SEND_BYTES) {
            send();
        }
    }

    /**
     * Ends the COPY.
     *
     * @return the number of rows stored
     */
    public long finish() throws SQLException {
        putShort(TRAILER);
        send();
        return copy.endCopy();
    }

    /** Cancels the COPY, and so fails the transaction, unless it was finished. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void send() throws SQLException {
        copy.writeToCopy(buffer, 0, position);
        position = 0;
    }

    private void putByte(int value) {
        reserve(Byte.BYTES);
        buffer[position++] = (byte) value;
    }

    private void putShort(int value) {
        reserve(Short.BYTES);
        SHORT.set(buffer, position, (short) value);
        position += Short.BYTES;
    }

    private void putInt(int value) {
        reserve(Integer.BYTES);
        INT.set(buffer, position, value);
        position += Integer.BYTES;
    }

    private void putLong(long value) {
        reserve(Long.BYTES);
        LONG.set(buffer, position, value);
        position += Long.BYTES;
    }

    private void putBytes(byte[] bytes, int length) {
        reserve(length);
        System.arraycopy(bytes, 0, buffer, position, length);
        position += length;
    }

    private void reserve(int bytes) {
        if (buffer.length - position < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, position + bytes));
        }
    }
}
