package dev.kindred.vector;

import java.sql.Connection;
import java.sql.SQLException;

import org.postgresql.copy.CopyOut;
import org.postgresql.jdbc.PgConnection;

/**
 * Reads vectors in bulk by {@code COPY … TO STDOUT (FORMAT binary)}. Hibernate and plain JDBC move a vector as text,
 * which costs several times as much.
 */
public final class BinaryCopy {

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

    /** Takes rows of any columns as they arrive. */
    @FunctionalInterface
    public interface RowSink {

        /** @param row the same object each time, to be read at once */
        void row(BinaryRow row);
    }

    /**
     * Streams the rows of a query of one column of type {@code vector}, or of that and one of type {@code real} for weights, to the sink, in the
     * connection's transaction. Where the sink throws, the connection is ended, which stops the server at once.
     *
     * @param query identifiers in it must be quoted already
     * @param hash  takes the bytes of all complete rows, in their order
     */
    public static void read(Connection connection, String query, ContentHash hash, Sink sink) throws SQLException {
        float[][] vector = {new float[0]};
        read(connection, query, row -> {
            if (row.isNull(0) || row.fields() == 2 && row.isNull(1)) {
                sink.missing();
                return;
            }
            row.hashInto(hash);
            int dimensions = row.dimensions(0);
            if (vector[0].length < dimensions) {
                vector[0] = new float[dimensions];
            }
            row.vector(0, vector[0], 0);
            sink.row(vector[0], dimensions, row.fields() == 2 ? row.float4(1) : 1);
        });
    }

    /**
     * Streams the rows of a query to the sink, in the connection's transaction. Where the sink throws, the connection is
     * ended, which stops the server at once.
     *
     * @param query a SELECT of columns of types that {@link BinaryRow} reads; identifiers in it must be quoted already,
     *              and it takes no parameters
     */
    public static void read(Connection connection, String query, RowSink sink) throws SQLException {
        CopyOut copy = connection.unwrap(PgConnection.class).getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)");
        BinaryRow row = new BinaryRow();
        boolean isHeaderSeen = false;
        try {
            byte[] message;
            while ((message = copy.readFromCopy()) != null) {
                // The server sends whole rows, one message each, and the file header in front of the first one.
                int start = isHeaderSeen ? 0 : BinaryRow.endOfHeader(message);
                isHeaderSeen = true;
                if (row.moveTo(message, start)) {
                    sink.row(row);
                }
            }
        } catch (RuntimeException | Error refusedBySink) {
            // While a COPY is open, whatever else the connection is asked waits for its end; and a cancel request may arrive
            // after the COPY has ended and hit the connection's next statement instead. The raw connection, since the pool's
            // wrapper of it only forgets it; the pool drops it when it comes back.
            connection.unwrap(PgConnection.class).abort(Runnable::run);
            throw refusedBySink;
        }
    }
}
