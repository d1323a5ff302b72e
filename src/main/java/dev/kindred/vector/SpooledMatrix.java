package dev.kindred.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A matrix in a memory-mapped file of float32 in the machine's byte order, one mapping per chunk.
 *
 * <p>
 * A cursor copies its rows into a scratch array of its own, because the kernels read arrays. Reading the file with
 * positioned reads instead was rejected: an interrupted thread would close the channel for all.
 */
final class SpooledMatrix extends FloatMatrix {

    private final Path file;
    private final int shift;
    private FloatBuffer[] chunks;

    SpooledMatrix(long rows, int dimensions, Path file) {
        super(rows, dimensions);
        this.file = file;
        this.shift = chunkShift(dimensions);
        this.chunks = map();
    }

    private FloatBuffer[] map() {
        long chunkBytes = ((long) dimensions() * Float.BYTES) << shift;
        long bytes = rows() * dimensions() * Float.BYTES;
        FloatBuffer[] mapped = new FloatBuffer[(int) ((bytes + chunkBytes - 1) / chunkBytes)];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int chunk = 0; chunk < mapped.length; chunk++) {
                long start = chunk * chunkBytes;
                mapped[chunk] = channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(chunkBytes, bytes - start))
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map the spool file " + file, e);
        }
        return mapped;
    }

    @Override
    public boolean spooled() {
        return true;
    }

    @Override
    int chunkShift() {
        return shift;
    }

    @Override
    public Cursor cursor() {
        return new SpoolCursor();
    }

    /** Deletes the file. Its disk space is free once the garbage collector has dropped the mappings. */
    @Override
    public void close() {
        chunks = new FloatBuffer[0];
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the spool file " + file, e);
        }
    }

    private final class SpoolCursor extends Cursor {

        SpoolCursor() {
            array = new float[0];
        }

        @Override
        public void move(long first, int count) {
            int length = count * dimensions();
            if (array.length < length) {
                array = new float[length];
            }
            int start = (int) (first & ((1L << shift) - 1)) * dimensions();
            chunks[(int) (first >> shift)].get(start, array, 0, length);
        }
    }
}
