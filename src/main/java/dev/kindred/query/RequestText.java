package dev.kindred.query;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.StorableValidator;

/** What a user wrote, before anything is made of it. */
final class RequestText {

    /** Longer ones are not written by people; lists of ids have their own places. */
    static final int LONGEST = 4_000;

    private static final int LONGEST_EXCERPT = 60;

    private RequestText() {}

    /**
     * Refuses what is too long for any parser here and what PostgreSQL can't store, and so can't be asked for.
     *
     * @param what the text is, for the message
     */
    static void check(String what, String text) {
        if (text.length() > LONGEST) {
            throw new Invalid("The %s has %d characters; at most %d are read.".formatted(what, text.length(), LONGEST));
        }
        String complaint = StorableValidator.complaint(text);
        if (complaint != null) {
            throw new Invalid("The %s %s.".formatted(what, complaint));
        }
    }

    /** A value as it is quoted in a message. */
    static String excerpt(String value) {
        return '\'' + (value.length() <= LONGEST_EXCERPT ? value : value.substring(0, LONGEST_EXCERPT) + '…') + '\'';
    }
}
