package dev.kindred.transfer;

/**
 * Why a row of a file was left out.
 *
 * @param line   on which the row begins, counted from 1
 * @param column as the file names it; null where the row as a whole is wrong
 * @param reason for the user; it may quote the value
 */
record ImportReject(long line, String column, String reason) {

    private static final int MAX_EXCERPT = 40;
    private static final int MAX_COLUMN = 200;

    /** The names of columns may be of any length, and hold what PostgreSQL can't store. */
    ImportReject {
        column = column == null ? null : printable(column.toCharArray(), 0, column.length(), MAX_COLUMN);
    }

    /** A value to quote in a reason: in quotes, short, on one line. */
    static String excerpt(char[] chars, int from, int to) {
        return "'" + printable(chars, from, to, MAX_EXCERPT) + "'";
    }

    private static String printable(char[] chars, int from, int to, int most) {
        int end = Math.min(to, from + most);
        StringBuilder text = new StringBuilder();
        int at = from;
        while (at < end) {
            int character = Character.codePointAt(chars, at, to);
            boolean isHalf = character <= Character.MAX_VALUE && Character.isSurrogate((char) character);
            text.appendCodePoint(character < ' ' || isHalf ? '\uFFFD' : character);
            at += Character.charCount(character);
        }
        return at < to ? text.append('…').toString() : text.toString();
    }

    static String excerpt(String text) {
        return excerpt(text.toCharArray(), 0, text.length());
    }
}
