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
         * One vector.
         *
         * @param values     its elements in front; the array is used again for the next row
         * @param dimensions how many of them count
         */
        void vector(float[] values, int dimensions);

        /** A row whose vector is NULL. */
        void missing();
    }

    /**
     * Streams the rows of a query to the sink, in the connection's transaction. Where the sink throws, the connection is
     * ended, which stops the server at once.
     *
     * @param query a SELECT with exactly one column of type {@code vector}; identifiers in it must be quoted already
     */
    public static void read(Connection connection, String query, Sink sink) throws SQLException {
        CopyOut copy = connection.unwrap(PgConnection.class).getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)");
        Rows rows = new Rows(sink);
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
        private final Sink sink;
        private float[] values = new float[0];
        private boolean headerSeen;

        Rows(Sink sink) {
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
                row(message, at + Short.BYTES);
            }
        }

        private void row(byte[] message, int at) {
            if ((int) INT.get(message, at) == NULL_LENGTH) {
                sink.missing();
                return;
            }
            int dimensions = (short) SHORT.get(message, at + Integer.BYTES) & 0xFFFF;
            int first = at + Integer.BYTES + 2 * Short.BYTES;
            if (values.length < dimensions) {
                values = new float[dimensions];
            }
            for (int i = 0; i < dimensions; i++) {
                values[i] = (float) FLOAT.get(message, first + i * Float.BYTES);
            }
            sink.vector(values, dimensions);
        }
    }
}
