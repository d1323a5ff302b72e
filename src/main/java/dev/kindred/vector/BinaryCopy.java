package dev.kindred.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;

import org.postgresql.copy.CopyOut;
import org.postgresql.jdbc.PgConnection;

/**
 * Reads vectors in bulk by {@code COPY … TO STDOUT (FORMAT binary)}. Hibernate and plain JDBC move a vector as text,
 * which costs several times as much.
 * <p>
 * Formats: PostgreSQL documentation, "COPY, Binary Format"; pgvector, {@code vector_send}: int16 dimensions, int16
 * unused, then float4 each, all big-endian.
 */
public final class BinaryCopy {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.BIG_ENDIAN);

    private static final int SIGNATURE_AND_FLAGS = 15;
    private static final short TRAILER = -1;
    private static final int NULL_LENGTH = -1;

    private BinaryCopy() {}

    /** Takes the rows as they arrive. */
    public interface Sink {

        /**
         * One row.
         *
         * @param vector     its elements in front; the array is used again for the next row
         * @param dimensions how many of them count
         * @param weight     of the second column, or 1 where there is none
         */
        void row(float[] vector, int dimensions, float weight);

        /** A row of which a column is NULL. */
        void missing();
    }

    /**
     * Streams the rows of a query to the sink, in the connection's transaction. Where the sink throws, the connection is
     * ended, which stops the server at once.
     *
     * @param query a SELECT with a column of type {@code vector} and, if wanted, one of type {@code real} for weights;
     *              identifiers in it must be quoted already
     * @param hash  takes the bytes of all complete rows, in their order
     */
    public static void read(Connection connection, String query, ContentHash hash, Sink sink) throws SQLException {
        CopyOut copy = connection.unwrap(PgConnection.class).getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)");
        Rows rows = new Rows(hash, sink);
        try {
            byte[] message;
            while ((message = copy.readFromCopy()) != null) {
                rows.accept(message);
            }
        } catch (RuntimeException refusedBySink) {
            // A cancel request may arrive after the COPY has ended and hit the connection's next statement instead. The
            // raw connection, since the pool's wrapper of it only forgets it; the pool drops it when it comes back.
            connection.unwrap(PgConnection.class).abort(Runnable::run);
            throw refusedBySink;
        }
    }

    /** The server sends whole rows, one message each, and the file header in front of the first one. */
    private static final class Rows {
        private final ContentHash hash;
        private final Sink sink;
        private float[] vector = new float[0];
        private boolean headerSeen;

        Rows(ContentHash hash, Sink sink) {
            this.hash = hash;
            this.sink = sink;
        }

        void accept(byte[] message) {
            int at = 0;
            if (!headerSeen) {
                int extension = (int) INT.get(message, SIGNATURE_AND_FLAGS);
                at = SIGNATURE_AND_FLAGS + Integer.BYTES + extension;
                headerSeen = true;
            }
            if (at < message.length && (short) SHORT.get(message, at) != TRAILER) {
                row(message, at);
            }
        }

        private void row(byte[] message, int start) {
            int fields = (short) SHORT.get(message, start);
            int first = start + Short.BYTES;
            int length = (int) INT.get(message, first);
            int second = first + Integer.BYTES + length;
            boolean isMissing = length == NULL_LENGTH || fields == 2 && (int) INT.get(message, second) == NULL_LENGTH;
            if (isMissing) {
                sink.missing();
                return;
            }
            hash.update(message, first, message.length - first);
            int dimensions = decode(message, first + Integer.BYTES);
            sink.row(vector, dimensions, fields == 2 ? (float) FLOAT.get(message, second + Integer.BYTES) : 1);
        }

        private int decode(byte[] message, int at) {
            int dimensions = (short) SHORT.get(message, at) & 0xFFFF;
            int elements = at + 2 * Short.BYTES;
            if (vector.length < dimensions) {
                vector = new float[dimensions];
            }
            for (int i = 0; i < dimensions; i++) {
                vector[i] = (float) FLOAT.get(message, elements + i * Float.BYTES);
            }
            return dimensions;
        }
    }
}
