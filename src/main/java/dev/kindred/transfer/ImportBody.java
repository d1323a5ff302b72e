package dev.kindred.transfer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

import dev.kindred.problem.Invalid;

/** The bytes of an upload, unpacked where they are packed, without the byte order mark that some tools put in front. */
final class ImportBody {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};
    private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};

    private ImportBody() {}

    /** Opens it; packed or not, whatever its headers say. */
    static InputStream open(InputStream upload, ImportFormat format) throws IOException {
        InputStream bytes = new BufferedInputStream(new Upload(upload), BUFFER_BYTES);
        if (startsWith(bytes, GZIP_MAGIC)) {
            // Java's own stream ends where no byte of the next member has come yet, and where the next one is damaged.
            bytes = new BufferedInputStream(GzipCompressorInputStream.builder().setInputStream(bytes)
                    .setDecompressConcatenated(true).get(), BUFFER_BYTES);
        }
        if (format.charset() == StandardCharsets.UTF_8) {
            if (startsWith(bytes, BYTE_ORDER_MARK)) {
                bytes.skipNBytes(BYTE_ORDER_MARK.length);
            }
            if (startsWith(bytes, UTF_16_LITTLE) || startsWith(bytes, UTF_16_BIG)) {
                throw new Invalid("The file begins with the mark of UTF-16; send it as UTF-8, or CSV with "
                        + "Content-Type: text/csv; charset=utf-16.");
            }
            if (startsWith(bytes, GZIP_MAGIC)) {
                throw new Invalid("The file is packed by gzip twice; once is right.");
            }
        }
        return bytes;
    }

    private static boolean startsWith(InputStream bytes, byte[] prefix) throws IOException {
        bytes.mark(prefix.length);
        byte[] start = bytes.readNBytes(prefix.length);
        bytes.reset();
        return Arrays.equals(start, prefix);
    }

    /** What to tell whoever sent bytes that end or break. */
    static Invalid explained(IOException failure, long line) {
        String what = failure instanceof BrokenOff
                ? "The upload broke off"
                : failure instanceof EOFException ? "The gzip data ends too early" : "The gzip data is damaged";
        return new Invalid("%s, after line %d; nothing was imported. Send the whole file again.".formatted(what, line));
    }

    /** What comes over the network, whose failures are none of the file's. */
    private static final class Upload extends FilterInputStream {

        Upload(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException failure) {
                throw new BrokenOff(failure);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return in.read(target, offset, length);
            } catch (IOException failure) {
                throw new BrokenOff(failure);
            }
        }
    }

    private static final class BrokenOff extends IOException {

        BrokenOff(IOException cause) {
            super(cause);
        }
    }
}
