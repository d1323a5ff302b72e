package dev.kindred.download;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** How a file of rows is written. */
public enum FileFormat {
    /** RFC 4180 with a header. */
    CSV("csv", "text/csv; charset=utf-8; header=present"),
    /** A JSON object a line. */
    NDJSON("ndjson", "application/x-ndjson");

    private final String code;
    private final String contentType;

    FileFormat(String code, String contentType) {
        this.code = code;
        this.contentType = contentType;
    }

    /** As requests and file names have it. */
    public String code() {
        return code;
    }

    public String contentType() {
        return contentType;
    }

    /** The format of that name, or an {@link Invalid} that lists the names there are. */
    public static FileFormat parse(String code) {
        return Arrays.stream(values()).filter(format -> format.code.equals(code)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown format '%s'; known formats are %s.".formatted(code,
                        Arrays.stream(values()).map(FileFormat::code).collect(Collectors.joining(", ")))));
    }
}
