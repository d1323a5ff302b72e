package dev.kindred.transfer;

/** Which texts of a file PostgreSQL can keep, and which were broken before they came here. */
final class StorableText {

    private static final char UNDECODABLE = '\uFFFD';

    private StorableText() {}

    /** What is wrong with a text, or null. */
    static String complaint(char[] chars, int from, int to) {
        for (int at = from; at < to; at++) {
            char character = chars[at];
            if (character == 0) {
                return "holds the character U+0000, which PostgreSQL can't store; is it the file's charset?";
            }
            if (character >= Character.MIN_SURROGATE) {
                boolean isPair = Character.isHighSurrogate(character) && at + 1 < to
                        && Character.isLowSurrogate(chars[at + 1]);
                if (Character.isSurrogate(character) && !isPair) { // by an escape of JSON; charsets have none
                    return "holds half of a surrogate pair, which is no character";
                }
                if (character == UNDECODABLE) {
                    return "holds bytes that are no text in the file's charset; name the right one, as in "
                            + "Content-Type: text/csv; charset=ISO-8859-1";
                }
                at += isPair ? 1 : 0;
            }
        }
        return null;
    }
}
