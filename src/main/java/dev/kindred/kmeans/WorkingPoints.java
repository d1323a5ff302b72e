package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;

/**
 * The points as the engine computes with them, n × d: centred for the euclidean metric, of unit length for the cosine
 * metric. The matrix itself is not changed; a row is transformed whenever it is read.
 *
 * <p>
 * Rows are handled in blocks, whose size depends on the shape of the data only.
 */
final class WorkingPoints {

    /** Enough rows to outweigh handing out a block, few enough to balance the load and to cancel promptly. */
    private static final int LARGEST_BLOCK = 4096;

    final FloatMatrix matrix;
    final long rows;
    final int dimensions;
    final int blockRows;
    final int blocks;
    final Transform transform;
    private final float[] weights;

    /** What bounds exact sums over these points. */
    final ClusterSums.Grid grid;

    /** The variance of the working coordinates, averaged over the columns: what the tolerance is relative to. */
    final double variance;

    WorkingPoints(FloatMatrix matrix, float[] weights, Transform transform, ClusterSums.Grid grid, double variance) {
        this.matrix = matrix;
        this.weights = weights;
        this.transform = transform;
        this.grid = grid;
        this.variance = variance;
        this.rows = matrix.rows();
        this.dimensions = matrix.dimensions();
        this.blockRows = blockRows(matrix);
        this.blocks = blocks(matrix);
    }

    static int blockRows(FloatMatrix matrix) {
        return matrix.alignedRun(LARGEST_BLOCK);
    }

    static int blocks(FloatMatrix matrix) {
        int size = blockRows(matrix);
        return Math.toIntExact((matrix.rows() + size - 1) / size);
    }

    /** How many rows a block has: all the same but the last. */
    int rowsIn(int block) {
        return (int) Math.min(blockRows, rows - (long) block * blockRows);
    }

    /** The weight of a row; 1 where none were given. */
    double weight(long row) {
        return weights == null ? 1 : weights[(int) row];
    }

    boolean weighted() {
        return weights != null;
    }

    /** Some of these points, given in working coordinates; bounds and variance of all hold for them. */
    WorkingPoints sample(float[] working, float[] sampleWeights) {
        return new WorkingPoints(FloatMatrix.of(working, dimensions), sampleWeights,
                CentredTransform.identity(dimensions), grid, variance);
    }

    /** A reader for one thread. */
    Reader reader() {
        return new Reader();
    }

    /** Reads rows of one block after another. */
    final class Reader {

        private final FloatMatrix.Cursor cursor = matrix.cursor();
        private long first;

        /** Moves to a block. */
        void block(int block) {
            first = (long) block * blockRows;
            cursor.move(first, rowsIn(block));
        }

        /**
         * Writes working coordinates.
         *
         * @param row the first row, counted from the start of the block
         * @param target receives count × d values, row-major, from {@code at} on
         */
        void read(int row, int count, float[] target, int at) {
            transform.apply(cursor.array(), cursor.offset() + row * dimensions, first + row, count, target, at);
        }

        /** Writes working coordinates of at most 64 rows of the block, transposed: d × 64. */
        void transpose(int[] rows, int from, int count, float[] columns) {
            transform.transpose(cursor.array(), cursor.offset(), first, rows, from, count, columns);
        }

        /** Writes the working coordinates of one row from anywhere in the matrix; leaves the current block. */
        void readAny(long row, float[] target, int at) {
            first = row;
            cursor.move(row, 1);
            read(0, 1, target, at);
        }
    }
}
