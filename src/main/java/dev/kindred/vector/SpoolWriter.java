package dev.kindred.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends rows to a new spool file of limited size. */
final class SpoolWriter {

    private static final int BUFFER_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long limitBytes;
    private final int dimensions;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private long floats;

    SpoolWriter(Path directory, long limitBytes, int dimensions) {
        this.limitBytes = limitBytes;
        this.dimensions = dimensions;
        try {
            file = Files.createTempFile(directory, "kindred-", ".spool");
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a spool file in " + directory, e);
        }
    }

    void write(float[] values, int offset, int length) {
        if ((floats + length) * Float.BYTES > limitBytes) {
            throw new SpoolFullException(limitBytes, (floats + length) / dimensions, dimensions);
        }
        floats += length;
        while (length > 0) {
            int run = Math.min(length, buffer.remaining() / Float.BYTES);
            buffer.asFloatBuffer().put(values, offset, run);
            buffer.position(buffer.position() + run * Float.BYTES);
            offset += run;
            length -= run;
            if (buffer.remaining() < Float.BYTES) {
                flush();
            }
        }
    }

    private void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the spool file " + file, e);
        }
        buffer.clear();
    }

    FloatMatrix finish(long rows) {
        flush();
        closeChannel();
        return new SpooledMatrix(rows, dimensions, file);
    }

    /** Gives up: deletes the file. */
    void abandon() {
        closeChannel();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the spool file " + file, e);
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the spool file " + file, e);
        }
    }
}
