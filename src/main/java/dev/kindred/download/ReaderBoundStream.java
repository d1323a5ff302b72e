package dev.kindred.download;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Ends the writing once the reader has gone. The server's own stream only drops what is written then, and the query would run
 * to its end for nobody.
 */
final class ReaderBoundStream extends FilterOutputStream {

    private static final long NONE = Long.MIN_VALUE;

    private final BooleanSupplier readerHasGone;
    private volatile long writesSince = NONE;

    ReaderBoundStream(OutputStream out, BooleanSupplier readerHasGone) {
        super(out);
        this.readerHasGone = readerHasGone;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[]{(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (readerHasGone.getAsBoolean()) {
            throw new IOException("the reader has gone");
        }
        writesSince = System.nanoTime();
        try {
            out.write(bytes, offset, length);
        } finally {
            writesSince = NONE;
        }
    }

    /** Whether one write has waited for the reader that long. */
    boolean isStalled(Duration atLeast) {
        long since = writesSince;
        return since != NONE && System.nanoTime() - since >= atLeast.toNanos();
    }
}
