package dev.kindred.vector;

import java.sql.Connection;
import java.sql.SQLException;

/** Reads vectors of a query in blocks of rows, for work that is faster on many at once; constant memory. */
public final class VectorBlocks {

    /** Rows of a block. */
    public static final int ROWS = 8_192;

    private VectorBlocks() {}

    /** Takes the rows as they arrive. */
    public interface Sink {

        /**
         * One row, to be read at once; its vector is in the block that follows.
         *
         * @param position in that block
         */
        void row(BinaryRow row, int position);

        /**
         * The vectors of the rows since the last block.
         *
         * @param points count × d, row-major; the array is used again
         */
        void block(float[] points, int count);
    }

    /**
     * Streams a query's rows to the sink, in the connection's transaction, as {@link BinaryCopy#read} does.
     *
     * @param query      its first column is a vector; rows where that is NULL are left out
     * @param dimensions that each vector must have
     * @return how many rows were left out
     * @throws IllegalStateException if a vector has another width
     */
    public static long read(Connection connection, String query, int dimensions, Sink sink) throws SQLException {
        Blocks blocks = new Blocks(dimensions, sink);
        BinaryCopy.read(connection, query, blocks);
        blocks.flush();
        return blocks.missing;
    }

    private static final class Blocks implements BinaryCopy.RowSink {
        private final int dimensions;
        private final Sink sink;
        private final float[] points;
        private int count;
        private long missing;

        Blocks(int dimensions, Sink sink) {
            this.dimensions = dimensions;
            this.sink = sink;
            this.points = new float[ROWS * dimensions];
        }

        @Override
        public void row(BinaryRow row) {
            if (row.isNull(0)) {
                missing++;
                return;
            }
            if (row.dimensions(0) != dimensions) {
                throw new IllegalStateException("a vector has %d dimensions instead of %d"
                        .formatted(row.dimensions(0), dimensions));
            }
            row.vector(0, points, count * dimensions);
            sink.row(row, count);
            if (++count == ROWS) {
                flush();
            }
        }

        void flush() {
            if (count > 0) {
                sink.block(points, count);
                count = 0;
            }
        }
    }
}
