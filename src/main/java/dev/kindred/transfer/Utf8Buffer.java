package dev.kindred.transfer;

import java.util.Arrays;

/** Bytes that grow: texts as UTF-8, plain or as strings of JSON. Used again and again, so that rows cost no garbage. */
final class Utf8Buffer {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** What one character becomes at most: an escape of JSON. */
    private static final int MOST_BYTES = 6;

    private byte[] bytes = new byte[256];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Whether there is nothing but blanks of ASCII. */
    boolean isBlank() {
        for (int at = 0; at < length; at++) {
            if (bytes[at] < 0 || bytes[at] > ' ') {
                return false;
            }
        }
        return true;
    }

    void clear() {
        length = 0;
    }

    /** One ASCII character. */
    void put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** A text in which every surrogate has its other half. */
    void putText(char[] chars, int from, int to) {
        reserve((to - from) * MOST_BYTES);
        for (int at = from; at < to; at++) {
            char character = chars[at];
            if (character < 0x80) {
                bytes[length++] = (byte) character;
            } else {
                at += putWide(chars, at);
            }
        }
    }

    /** The same as a string of JSON, in its quotes. */
    void putString(char[] chars, int from, int to) {
        reserve((to - from) * MOST_BYTES + 2);
        bytes[length++] = '"';
        for (int at = from; at < to; at++) {
            char character = chars[at];
            if (character >= 0x80) {
                at += putWide(chars, at);
            } else if (character < ' ') {
                putEscape(character);
            } else {
                if (character == '"' || character == '\\') {
                    bytes[length++] = '\\';
                }
                bytes[length++] = (byte) character;
            }
        }
        bytes[length++] = '"';
    }

    private void putEscape(char control) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = (byte) HEX[control >> 4];
        bytes[length++] = (byte) HEX[control & 0xF];
    }

    /** Puts a character beyond ASCII; gives how many chars it took more than one. */
    private int putWide(char[] chars, int at) {
        char character = chars[at];
        if (character < 0x800) {
            bytes[length++] = (byte) (0xC0 | character >> 6);
            bytes[length++] = (byte) (0x80 | character & 0x3F);
            return 0;
        }
        if (!Character.isSurrogate(character)) {
            bytes[length++] = (byte) (0xE0 | character >> 12);
            bytes[length++] = (byte) (0x80 | character >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | character & 0x3F);
            return 0;
        }
        int codePoint = Character.toCodePoint(character, chars[at + 1]);
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
        return 1;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
