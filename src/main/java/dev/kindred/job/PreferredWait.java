package dev.kindred.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.kindred.problem.Invalid;

/**
 * How long a client would wait for an answer instead of a job, from the header {@code Prefer: wait=N} (RFC 7240). What it
 * prefers beside that is ignored, as the RFC wants.
 *
 * @param seconds 0 to {@value #MAX_SECONDS}
 */
record PreferredWait(int seconds) {

    static final int MAX_SECONDS = 600;

    /**
     * Reads all {@code Prefer} headers of a request; of several waits the first counts.
     *
     * @throws Invalid if the wait is no whole number from 0 to {@value #MAX_SECONDS}
     */
    static Optional<PreferredWait> parse(List<String> headers) {
        for (String header : headers == null ? List.<String>of() : headers) {
            for (String preference : split(header, ',')) {
                String[] nameAndValue = split(preference, ';').get(0).split("=", 2);
                if (nameAndValue[0].strip().equalsIgnoreCase("wait")) {
                    return Optional.of(of(nameAndValue.length == 1 ? "" : unquoted(nameAndValue[1].strip())));
                }
            }
        }
        return Optional.empty();
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    private static PreferredWait of(String value) {
        int seconds = value.matches("0*[0-9]{1,3}") ? Integer.parseInt(value) : -1;
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new Invalid("The header Prefer asks for wait=%s; wait must be a whole number of seconds from 0 to %d."
                    .formatted(value, MAX_SECONDS));
        }
        return new PreferredWait(seconds);
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Splits at a separator, but not within quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean isQuoted = false;
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '\\' && isQuoted) {
                at++; // whatever it escapes
            } else if (character == '"') {
                isQuoted = !isQuoted;
            } else if (character == separator && !isQuoted) {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
