package dev.kindred.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * One JSON object a line. A line that is no JSON is a reject like any other, since the next line begins anew. A field that
 * is left out says nothing, one that is null says that the value is unknown.
 */
final class NdjsonRows implements ImportRows {

    private final Lines lines;
    private final StagingRow row;
    private final AttributeTypes types;
    private final Collection<String> ignored = new TreeSet<>();

    NdjsonRows(InputStream utf8, StagingRow row, AttributeTypes types) {
        this.lines = new Lines(utf8);
        this.row = row;
        this.types = types;
    }

    @Override
    public void readAll() throws IOException, SQLException {
        while (lines.next()) {
            if (!lines.isBlank()) {
                row.begin(lines.number());
                readLine();
                row.end();
            }
        }
    }

    private void readLine() {
        try (JsonParser parser = JsonValues.FACTORY.createParser(lines.buffer(), lines.from(), lines.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonValues.Unfit("must be a JSON object");
            }
            while (!row.isRejected() && parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                readMember(name, parser);
            }
            if (!row.isRejected() && parser.nextToken() != null) {
                throw new JsonValues.Unfit("has more in it than one JSON object");
            }
        } catch (IOException unfit) {
            row.rejectAll(JsonValues.complaint(unfit));
        }
    }

    private void readMember(String name, JsonParser parser) throws IOException {
        Optional<CustomerColumn> column = CustomerColumn.named(name);
        if (column.isPresent()) {
            readColumn(column.get(), parser);
        } else if (CustomerColumn.isOwn(name)) {
            ignored.add(name);
            parser.skipChildren();
        } else {
            String attribute = name.startsWith(CustomerColumn.ATTRIBUTE_PREFIX)
                    ? name.substring(CustomerColumn.ATTRIBUTE_PREFIX.length())
                    : name;
            readAttributes(name, () -> JsonValues.copyMember(attribute, parser, row, types));
        }
    }

    /** Something that copies attributes into the row. */
    private interface Copying {
        void copy() throws IOException;
    }

    private void readAttributes(String name, Copying copying) throws IOException {
        try {
            copying.copy();
        } catch (JsonValues.Unfit unfit) {
            row.reject(name, JsonValues.complaint(unfit));
        }
    }

    private void readColumn(CustomerColumn column, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (row.isGiven(column)) {
            row.reject(column.label(), "is there twice");
            return;
        }
        row.give(column.bit());
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        String expected = expected(column, token);
        if (expected != null) {
            row.reject(column.label(), "must be %s, but is %s".formatted(expected, word(token)));
            return;
        }
        switch (column) {
            case ATTRIBUTES ->
                readAttributes(column.label(), () -> JsonValues.copyMembers(parser, row, types));
            case IS_ACTIVE -> row.isActive(token == JsonToken.VALUE_TRUE);
            default -> readText(column, parser);
        }
    }

    private void readText(CustomerColumn column, JsonParser parser) throws IOException {
        char[] chars = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        switch (column) {
            case EXTERNAL_ID -> row.externalId(chars, from, to);
            case GENDER -> row.gender(chars, from, to);
            case AGE -> row.age(chars, from, to);
            default -> row.income(chars, from, to);
        }
    }

    /** What the column's value should be, where it is something else; else null. */
    private static String expected(CustomerColumn column, JsonToken token) {
        return switch (column) {
            // Keys are numbers in many systems.
            case EXTERNAL_ID ->
                token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT ? null : "a string";
            case GENDER -> token == JsonToken.VALUE_STRING ? null : "a string";
            case AGE, INCOME -> token.isNumeric() ? null : "a number";
            case IS_ACTIVE -> token.isBoolean() ? null : "true or false";
            case ATTRIBUTES -> token == JsonToken.START_OBJECT ? null : "an object";
        };
    }

    private static String word(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }

    @Override
    public long line() {
        return lines.number();
    }

    @Override
    public List<String> attributeColumns() {
        return List.of(); // what a line leaves out stays as it is
    }

    @Override
    public Collection<String> ignoredColumns() {
        return ignored;
    }
}
