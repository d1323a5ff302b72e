package dev.kindred.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import dev.kindred.problem.Invalid;

/** Cuts a stream of bytes into lines, in one buffer that grows to the longest of them. */
final class Lines {

    /** The largest row as an export writes it: as it is stored, and blanks between its members. */
    private static final int LONGEST = 2 * StagingRow.MOST_ATTRIBUTE_BYTES;

    private final InputStream bytes;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private int limit;
    private long number;

    Lines(InputStream bytes) {
        this.bytes = bytes;
    }

    /**
     * Goes to the next line.
     *
     * @return whether there is one
     * @throws Invalid where it is too long to be one
     */
    boolean next() throws IOException {
        from = number == 0 ? 0 : to + 1;
        to = from;
        while (true) {
            while (to < limit) {
                if (buffer[to] == '\n') {
                    number++;
                    return true;
                }
                to++;
            }
            if (!fill()) {
                break;
            }
        }
        number++;
        return from < to;
    }

    /** Makes room behind the line begun, and reads more. */
    private boolean fill() throws IOException {
        if (from > 0) {
            int kept = Math.max(0, limit - from); // the line break before may be the last byte there was
            System.arraycopy(buffer, Math.min(from, limit), buffer, 0, kept);
            limit = kept;
            to = kept;
            from = 0;
        }
        if (limit == buffer.length) {
            if (limit == LONGEST) {
                throw new Invalid(
                        "Line %d is longer than %d MB; nothing was imported.".formatted(number + 1, LONGEST >> 20));
            }
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = bytes.read(buffer, limit, buffer.length - limit);
        if (count <= 0) {
            return false;
        }
        limit += count;
        return true;
    }

    /** What holds the line; it is another one after {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    /** Of the line, counted from 1. */
    long number() {
        return number;
    }

    boolean isBlank() {
        for (int at = from; at < to; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t' && buffer[at] != '\r') {
                return false;
            }
        }
        return true;
    }
}
