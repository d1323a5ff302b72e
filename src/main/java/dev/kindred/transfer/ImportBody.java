package dev.kindred.transfer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import dev.kindred.problem.Invalid;

/** The bytes of an upload, unpacked where they are packed, without the byte order mark that some tools put in front. */
final class ImportBody {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private ImportBody() {}

    /** Opens it; packed or not, whatever its headers say. */
    static InputStream open(InputStream upload, ImportFormat format) throws IOException {
        InputStream bytes = new BufferedInputStream(upload, BUFFER_BYTES);
        if (startsWith(bytes, GZIP_MAGIC)) {
            bytes = new BufferedInputStream(new GZIPInputStream(bytes, BUFFER_BYTES), BUFFER_BYTES);
        }
        if (format.charset() == StandardCharsets.UTF_8 && startsWith(bytes, BYTE_ORDER_MARK)) {
            bytes.skipNBytes(BYTE_ORDER_MARK.length);
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
        String what = failure instanceof EOFException
                ? "The gzip data ends too early"
                : failure instanceof ZipException ? "The gzip data is damaged" : "The upload broke off";
        return new Invalid("%s, after line %d; nothing was imported. Send the whole file again.".formatted(what, line));
    }
}
