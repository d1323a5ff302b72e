package dev.kindred.download;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * Ends the writing once the reader has gone. The server's own stream only drops what is written then, and the query would run
 * to its end for nobody.
 */
final class ReaderBoundStream extends FilterOutputStream {

    private final BooleanSupplier readerHasGone;

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
        out.write(bytes, offset, length);
    }
}
