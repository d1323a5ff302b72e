package dev.kindred.vector;

/**
 * An immutable n × d matrix of float32 values, row-major: the points of a data set.
 *
 * <p>
 * It lives on the heap, in chunks so that it may pass 2<sup>31</sup> elements, or in a memory-mapped spool file. Both
 * are read the same way, through a {@link Cursor}, and hold the same bits. Built with {@link FloatMatrixBuilder} when
 * the number of rows is not known beforehand, or wrapped with {@link #of(float[], int)}.
 *
 * <p>
 * Safe for use by several threads, each with its own cursor. Closing ends every use: a spooled matrix deletes its file.
 */
public abstract class FloatMatrix implements AutoCloseable {

    /** Elements in a chunk: 16 MB, small enough to grow by, large enough to keep the number of chunks low. */
    private static final int CHUNK_ELEMENTS = 1 << 22;

    private final long rows;
    private final int dimensions;

    FloatMatrix(long rows, int dimensions) {
        this.rows = rows;
        this.dimensions = dimensions;
    }

    /**
     * Wraps values without copying them; the caller must not change them while the matrix is in use.
     *
     * @param values n × d values, row-major
     * @param dimensions d, at least 1
     * @throws IllegalArgumentException when the values are not whole rows
     */
    public static FloatMatrix of(float[] values, int dimensions) {
        requireDimensions(dimensions);
        if (values.length % dimensions != 0) {
            throw new IllegalArgumentException("the " + values.length + " values are not whole rows of "
                    + dimensions + "; give a multiple of " + dimensions);
        }
        int rows = values.length / dimensions;
        int shift = 32 - Integer.numberOfLeadingZeros(Math.max(1, rows) - 1);
        return new HeapMatrix(rows, dimensions, new float[][]{values}, shift);
    }

    /** The number of rows, n. */
    public final long rows() {
        return rows;
    }

    /** The number of columns, d. */
    public final int dimensions() {
        return dimensions;
    }

    /** Whether the values live in a spool file rather than on the heap. */
    public abstract boolean spooled();

    /** The base-2 logarithm of the rows in a chunk: aligned runs of that many rows never cross a chunk's end. */
    abstract int chunkShift();

    /** A reader of runs of rows, for one thread. */
    public abstract Cursor cursor();

    /** Frees what the matrix holds; a heap matrix has nothing to free. */
    @Override
    public abstract void close();

    /**
     * The largest run length that, at multiples of itself, never crosses the end of a chunk.
     *
     * @param limit the longest run that the caller wants
     * @return a power of two, at most {@code limit}
     */
    public final int alignedRun(int limit) {
        return Math.min(Integer.highestOneBit(limit), 1 << Math.min(30, chunkShift()));
    }

    /** Log2 of the rows in a chunk of d columns. */
    static int chunkShift(int dimensions) {
        int chunkRows = Math.max(1, CHUNK_ELEMENTS / dimensions);
        return 31 - Integer.numberOfLeadingZeros(chunkRows);
    }

    static void requireDimensions(int dimensions) {
        if (dimensions < 1) {
            throw new IllegalArgumentException(
                    "a matrix of " + dimensions + " dimensions holds nothing; give at least 1");
        }
    }

    /** Gives runs of rows as a range of a float array. Not safe for several threads. */
    public abstract static class Cursor {

        float[] array;
        int offset;

        /**
         * Moves to {@code count} rows from {@code first} on; they may not cross a chunk's end (see
         * {@link FloatMatrix#alignedRun(int)}). After it, {@link #array()} holds them from {@link #offset()} on.
         */
        public abstract void move(long first, int count);

        /** The array that holds the rows of the last move, to be read only. */
        public final float[] array() {
            return array;
        }

        /** Where in {@link #array()} the first row of the last move starts. */
        public final int offset() {
            return offset;
        }
    }
}
