package dev.kindred.transfer;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/** Reads attributes out of JSON and copies their values, token by token, as {@code jsonb} will take them. */
final class JsonValues {

    /** Of a value. */
    private static final int DEEPEST = 100;

    /** The line's object and that of all attributes, around a value. */
    private static final int AROUND = 2;

    private static final String TOO_DEEP = "is nested more than %d deep".formatted(DEEPEST);

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(AROUND + DEEPEST).build())
            .build();

    /** A value that can't be stored; expected, and so without a stack trace. */
    static final class Unfit extends IOException {

        Unfit(String reason) {
            super(reason);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private JsonValues() {}

    /** Copies all members of the object at which the parser stands into the row's attributes. */
    static void copyMembers(JsonParser parser, StagingRow row, AttributeTypes types) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            copyMember(name, parser, row, types);
        }
    }

    /** Copies the value at which the parser stands as an attribute. */
    static void copyMember(String name, JsonParser parser, StagingRow row, AttributeTypes types) throws IOException {
        String complaint = name.length() > AttributeTypes.LONGEST_NAME
                ? "has more than %d characters".formatted(AttributeTypes.LONGEST_NAME)
                : StorableText.complaint(name.toCharArray(), 0, name.length());
        if (complaint != null) {
            throw new Unfit("the name of an attribute " + complaint);
        }
        copy(parser, row.attribute(types.named(name), AttributeTypes.OWN));
    }

    private static void copy(JsonParser parser, Utf8Buffer target) throws IOException {
        int depth = 0;
        JsonToken before = JsonToken.FIELD_NAME;
        while (true) {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth > DEEPEST) {
                throw new Unfit(TOO_DEEP);
            }
            if (!before.isStructStart() && before != JsonToken.FIELD_NAME && !token.isStructEnd()) {
                target.put(',');
            }
            put(token, parser, target);
            if (depth == 0) {
                return;
            }
            before = token;
            parser.nextToken();
        }
    }

    private static void put(JsonToken token, JsonParser parser, Utf8Buffer target) throws IOException {
        if (token.asByteArray() != null) {
            target.put(token.asByteArray()); // brackets, true, false, null
            return;
        }
        char[] chars = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        if (token.isNumeric()) {
            if (!NumberText.fitsDouble(chars, from, to)) {
                throw new Unfit("the number %s is beyond what a double holds"
                        .formatted(ImportReject.excerpt(chars, from, to)));
            }
            target.putText(chars, from, to);
            return;
        }
        String complaint = StorableText.complaint(chars, from, to);
        if (complaint != null) {
            throw new Unfit("a text " + complaint);
        }
        target.putString(chars, from, to);
        if (token == JsonToken.FIELD_NAME) {
            target.put(':');
        }
    }

    /** What is wrong with JSON, in its own words; Jackson's messages quote and name Java. */
    static String complaint(IOException failure) {
        if (failure instanceof Unfit) {
            return failure.getMessage();
        }
        if (failure instanceof StreamConstraintsException) {
            return String.valueOf(failure.getMessage()).contains("nesting depth")
                    ? TOO_DEEP
                    : "has a name of more than 50,000 characters, or a number of more than 1,000 digits";
        }
        String text = String.valueOf(failure.getMessage());
        if (text.startsWith("Duplicate field")) {
            return "names a field twice";
        }
        if (text.startsWith("Invalid UTF-8")) {
            return "is not UTF-8, as JSON must be";
        }
        return failure instanceof JsonProcessingException at && at.getLocation() != null
                ? "is not well-formed JSON at column %d".formatted(at.getLocation().getColumnNr())
                : "is not well-formed JSON";
    }
}
