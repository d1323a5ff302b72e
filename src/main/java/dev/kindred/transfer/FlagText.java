package dev.kindred.transfer;

/** Reads yes and no, as programs and people write them. */
final class FlagText {

    private static final String[] TRUE = {"true", "t", "1", "yes", "y"};
    private static final String[] FALSE = {"false", "f", "0", "no", "n"};

    private FlagText() {}

    /** The flag, or null where it is none. Capitals do not matter. */
    static Boolean parse(char[] chars, int from, int to) {
        if (isOneOf(TRUE, chars, from, to)) {
            return Boolean.TRUE;
        }
        return isOneOf(FALSE, chars, from, to) ? Boolean.FALSE : null;
    }

    private static boolean isOneOf(String[] words, char[] chars, int from, int to) {
        for (String word : words) {
            if (matches(word, chars, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the text is that word of small letters, whatever its capitals. */
    private static boolean matches(String word, char[] chars, int from, int to) {
        if (word.length() != to - from) {
            return false;
        }
        for (int at = 0; at < word.length(); at++) {
            char character = chars[from + at];
            char small = character >= 'A' && character <= 'Z' ? (char) (character + ('a' - 'A')) : character;
            if (small != word.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
