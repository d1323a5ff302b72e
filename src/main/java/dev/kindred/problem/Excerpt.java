package dev.kindred.problem;

import com.fasterxml.jackson.databind.JsonNode;

/** A value of a request as a message can quote it. */
public final class Excerpt {

    private static final int LONGEST = 60;

    private Excerpt() {}

    /** As JSON, or its beginning. */
    public static String of(JsonNode value) {
        String text = value.isNumber() ? value.asText() : value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
