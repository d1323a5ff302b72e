package dev.kindred.audience;

import java.util.Locale;

import dev.kindred.problem.Invalid;

/** How a list is written. */
enum ListFormat {
    CSV("text/csv; charset=utf-8; header=present"), NDJSON("application/x-ndjson");

    private final String mediaType;

    ListFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** As requests and file names have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ListFormat parse(String word) {
        return switch (word) {
            case "csv" -> CSV;
            case "ndjson" -> NDJSON;
            default -> throw new Invalid("Unknown format '%s'; known formats are csv, ndjson.".formatted(word));
        };
    }
}
