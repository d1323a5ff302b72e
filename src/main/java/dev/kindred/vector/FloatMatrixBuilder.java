package dev.kindred.vector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects rows into a {@link FloatMatrix} when their number is not known beforehand.
 *
 * <p>
 * Rows go to the heap until the memory budget is passed, then all of them move to a spool file and the rest follows.
 * Close the builder in any case: before {@link #finish()} that deletes a spool file, after it it does nothing.
 */
public final class FloatMatrixBuilder implements AutoCloseable {

    private static final int FIRST_ROWS = 256;

    private final int dimensions;
    private final int shift;
    private long budgetBytes = Long.MAX_VALUE;
    private Path spoolDirectory = Path.of(System.getProperty("java.io.tmpdir"));
    private long spoolLimitBytes = Long.MAX_VALUE;
    private List<float[]> chunks = new ArrayList<>();
    private float[] last = new float[0];
    private int lastLength;
    private long rows;
    private SpoolWriter spool;
    private boolean finished;

    /** @param dimensions d, the values in a row, at least 1 */
    public FloatMatrixBuilder(int dimensions) {
        FloatMatrix.requireDimensions(dimensions);
        this.dimensions = dimensions;
        this.shift = FloatMatrix.chunkShift(dimensions);
    }

    /** The bytes of values to keep on the heap at most; unlimited when not set. */
    public FloatMatrixBuilder memoryBudget(long bytes) {
        budgetBytes = bytes;
        return this;
    }

    /** Where a spool file goes and how many bytes it may take; the temporary directory, unlimited, when not set. */
    public FloatMatrixBuilder spool(Path directory, long limitBytes) {
        spoolDirectory = directory;
        spoolLimitBytes = limitBytes;
        return this;
    }

    /** The rows appended so far. */
    public long rows() {
        return rows;
    }

    /**
     * Appends one row.
     *
     * @param row d values
     * @throws IllegalArgumentException when the row has another length
     * @throws SpoolFullException when the spool's limit is passed
     */
    public void append(float[] row) {
        if (row.length != dimensions) {
            throw new IllegalArgumentException("row " + rows + " has " + row.length + " values; " + dimensions
                    + " are wanted");
        }
        append(row, 0, 1);
    }

    /**
     * Appends a run of rows.
     *
     * @param values holds them row-major from {@code offset} on
     * @param count how many rows
     * @throws SpoolFullException when the spool's limit is passed
     */
    public void append(float[] values, int offset, int count) {
        if (finished) {
            throw new IllegalStateException("the matrix is finished; use a new builder");
        }
        if (spool == null && (rows + count) * dimensions * Float.BYTES > budgetBytes) {
            moveToSpool();
        }
        if (spool == null) {
            appendToHeap(values, offset, count);
        } else {
            spool.write(values, offset, count * dimensions);
        }
        rows += count;
    }

    private void appendToHeap(float[] values, int offset, int count) {
        int left = count * dimensions;
        while (left > 0) {
            if (lastLength == last.length) {
                grow();
            }
            int run = Math.min(left, last.length - lastLength);
            System.arraycopy(values, offset, last, lastLength, run);
            lastLength += run;
            offset += run;
            left -= run;
        }
    }

    /** Doubles the last chunk up to its full size, then starts another. */
    private void grow() {
        int chunkRows = 1 << shift;
        int lastRows = last.length / dimensions;
        if (lastRows == chunkRows) {
            chunks.add(last);
            last = new float[chunkRows * dimensions];
            lastLength = 0;
        } else {
            int newRows = chunks.isEmpty() ? Math.min(chunkRows, Math.max(FIRST_ROWS, 2 * lastRows)) : chunkRows;
            last = Arrays.copyOf(last, newRows * dimensions);
        }
    }

    private void moveToSpool() {
        spool = new SpoolWriter(spoolDirectory, spoolLimitBytes, dimensions);
        for (float[] chunk : chunks) {
            spool.write(chunk, 0, chunk.length);
        }
        spool.write(last, 0, lastLength);
        chunks = new ArrayList<>();
        last = new float[0];
        lastLength = 0;
    }

    /** The matrix of all rows appended; the builder takes no more. */
    public FloatMatrix finish() {
        if (finished) {
            throw new IllegalStateException("the matrix is finished; use a new builder");
        }
        FloatMatrix matrix = spool == null ? onHeap() : spool.finish(rows);
        finished = true;
        return matrix;
    }

    private FloatMatrix onHeap() {
        chunks.add(chunks.isEmpty() ? Arrays.copyOf(last, lastLength) : last);
        return new HeapMatrix(rows, dimensions, chunks.toArray(float[][]::new), shift);
    }

    /** Drops what was collected, unless {@link #finish()} has handed it over. */
    @Override
    public void close() {
        if (!finished && spool != null) {
            spool.abandon();
        }
        finished = true;
    }
}
