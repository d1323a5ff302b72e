package dev.kindred.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.kindred.problem.Invalid;

/** The first line of a CSV file: which column goes where. */
final class CsvHeader {

    /** Takes one value, which is not empty, into the row. */
    interface Target {
        void read(StagingRow row, char[] chars, int from, int to);
    }

    private final AttributeTypes types;
    private final List<Target> targets = new ArrayList<>();
    /** All attributes that a file may have, and room for the columns. */
    static final int MOST_COLUMNS = AttributeTypes.MOST_ATTRIBUTES + 20;

    private final List<String> attributeColumns = new ArrayList<>();
    private final List<String> ignoredColumns = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private int given;

    /**
     * Reads the names.
     *
     * @throws Invalid where a name is empty, twice there, or of no use, or external_id is missing
     */
    CsvHeader(List<String> names, AttributeTypes types) {
        this.types = types;
        for (String name : names) {
            requireUsable(name, targets.size() + 1);
            targets.add(targetOf(name));
        }
        if (!seen.contains(CustomerColumn.EXTERNAL_ID.label())) {
            throw new Invalid(
                    "The file has no column external_id, by which a customer is known again; line 1 names %s.%s"
                            .formatted(ImportReject.excerpt(String.join(", ", names)), separatorHint(names)));
        }
    }

    private static void requireUsable(String name, int position) {
        if (name.isEmpty()) {
            throw new Invalid("Column %d has no name; every column needs one, in line 1.".formatted(position));
        }
        String complaint = name.length() > AttributeTypes.LONGEST_NAME
                ? "is longer than %d characters".formatted(AttributeTypes.LONGEST_NAME)
                : StorableText.complaint(name.toCharArray(), 0, name.length());
        if (complaint != null) {
            throw new Invalid("The name of column %d %s.".formatted(position, complaint));
        }
    }

    private static String separatorHint(List<String> names) {
        boolean isOtherSeparator = names.size() == 1 && (names.get(0).contains(";") || names.get(0).contains("\t"));
        return isOtherSeparator ? " Fields must be separated by commas." : "";
    }

    private Target targetOf(String name) {
        if (CustomerColumn.isOwn(name)) {
            once(name, name);
            ignoredColumns.add(name);
            return (row, chars, from, to) -> {
            };
        }
        Optional<CustomerColumn> column = CustomerColumn.named(name);
        if (column.isPresent()) {
            once(column.get().label(), name);
            given |= column.get().bit();
            return targetOf(column.get());
        }
        String attribute = name.startsWith(CustomerColumn.ATTRIBUTE_PREFIX)
                ? name.substring(CustomerColumn.ATTRIBUTE_PREFIX.length())
                : name;
        if (attribute.isEmpty()) {
            throw new Invalid("Column '%s' names no attribute; write it as in attributes.plan.".formatted(name));
        }
        once(CustomerColumn.ATTRIBUTE_PREFIX + attribute, name);
        attributeColumns.add(attribute);
        return attributeTarget(name, types.named(attribute));
    }

    private void once(String meaning, String name) {
        if (!seen.add(meaning)) {
            throw new Invalid("Two columns are called '%s'; each may be there once.".formatted(name));
        }
    }

    private Target targetOf(CustomerColumn column) {
        return switch (column) {
            case EXTERNAL_ID -> StagingRow::externalId;
            case AGE -> trimmed(StagingRow::age);
            case INCOME -> trimmed(StagingRow::income);
            case IS_ACTIVE -> trimmed(CsvHeader::readFlag);
            case GENDER -> StagingRow::gender;
            case ATTRIBUTES -> this::readAttributes;
        };
    }

    /** Blanks around a number or a flag mean nothing, and blanks alone no value. */
    private static Target trimmed(Target target) {
        return (row, chars, from, to) -> {
            int first = from;
            int end = to;
            while (first < end && chars[first] <= ' ') {
                first++;
            }
            while (end > first && chars[end - 1] <= ' ') {
                end--;
            }
            if (first < end) {
                target.read(row, chars, first, end);
            }
        };
    }

    private static void readFlag(StagingRow row, char[] chars, int from, int to) {
        Boolean flag = FlagText.parse(chars, from, to);
        if (flag == null) {
            row.reject(CustomerColumn.IS_ACTIVE.label(), "must be true or false (t, f, 1, 0, yes, no, y, n), but is "
                    + ImportReject.excerpt(chars, from, to));
        } else {
            row.isActive(flag);
        }
    }

    private void readAttributes(StagingRow row, char[] chars, int from, int to) {
        try (JsonParser parser = JsonValues.FACTORY.createParser(chars, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonValues.Unfit("must be a JSON object, but is " + ImportReject.excerpt(chars, from, to));
            }
            JsonValues.copyMembers(parser, row, types);
            if (parser.nextToken() != null) {
                throw new JsonValues.Unfit("has more in it than one JSON object");
            }
        } catch (IOException unfit) {
            row.reject(CustomerColumn.ATTRIBUTES.label(), JsonValues.complaint(unfit));
        }
    }

    /** Typed by its look for now; {@link AttributeTypes} decides for all rows in the end. */
    private static Target attributeTarget(String name, AttributeTypes.Attribute attribute) {
        return (row, chars, from, to) -> {
            row.requireRoom(to - from);
            boolean isFlag = isWord("true", chars, from, to) || isWord("false", chars, from, to);
            if (isFlag || NumberText.isPlain(chars, from, to)) {
                row.attribute(attribute, isFlag ? AttributeTypes.FLAG : AttributeTypes.NUMBER).putText(chars, from, to);
                return;
            }
            String complaint = StorableText.complaint(chars, from, to);
            if (complaint == null) {
                row.attribute(attribute, AttributeTypes.TEXT).putString(chars, from, to);
            } else {
                row.reject(name, complaint);
            }
        };
    }

    private static boolean isWord(String word, char[] chars, int from, int to) {
        boolean isEqual = word.length() == to - from;
        for (int at = 0; isEqual && at < word.length(); at++) {
            isEqual = chars[from + at] == word.charAt(at);
        }
        return isEqual;
    }

    int size() {
        return targets.size();
    }

    Target target(int position) {
        return targets.get(position);
    }

    /** Bits of the customer's columns that are there. */
    int given() {
        return given;
    }

    List<String> attributeColumns() {
        return attributeColumns;
    }

    List<String> ignoredColumns() {
        return ignoredColumns;
    }
}
