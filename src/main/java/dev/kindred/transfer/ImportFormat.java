package dev.kindred.transfer;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

import dev.kindred.problem.Invalid;

/**
 * How a file is written.
 *
 * @param kind    CSV or NDJSON
 * @param charset of the text
 */
record ImportFormat(Kind kind, Charset charset) {

    enum Kind {
        CSV, NDJSON
    }

    /**
     * The format of that media type; nothing where it is none of a file of customers.
     *
     * @param mediaType type and subtype in small letters, without parameters
     * @param charset   as the parameter says, or null
     * @throws Invalid where the charset is unknown, or no choice
     */
    static Optional<ImportFormat> of(String mediaType, String charset) {
        return switch (mediaType) {
            case "text/csv" -> Optional.of(new ImportFormat(Kind.CSV, charsetOf(charset)));
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> {
                if (charsetOf(charset) != StandardCharsets.UTF_8) {
                    throw new Invalid("JSON is always UTF-8, but the Content-Type says charset=%s.".formatted(charset));
                }
                yield Optional.of(new ImportFormat(Kind.NDJSON, StandardCharsets.UTF_8));
            }
            default -> Optional.empty();
        };
    }

    private static Charset charsetOf(String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new Invalid(
                    "There is no charset '%s'; utf-8, iso-8859-1 or windows-1252 would be one.".formatted(name));
        }
    }

    ImportRows rows(InputStream bytes, StagingRow row, AttributeTypes types) {
        return kind == Kind.CSV
                ? new CsvRows(new InputStreamReader(bytes, charset), row, types)
                : new NdjsonRows(bytes, row, types);
    }
}
