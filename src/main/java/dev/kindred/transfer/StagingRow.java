package dev.kindred.transfer;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.kindred.problem.Invalid;
import dev.kindred.vector.BinaryCopyWriter;

/**
 * The row of a file that is being read: takes its values one by one, checks them, and sends the row to the staging table
 * or rejects it with the first thing that is wrong with it. One object serves all rows.
 */
final class StagingRow {

    /** As the customer's own limits, which requests have too. */
    private static final int LONGEST_EXTERNAL_ID = 100;
    private static final int LONGEST_GENDER = 40;
    private static final int OLDEST = 150;
    private static final double LARGEST_INCOME = 1e15;

    /** Of all of a row's attributes, as JSON. */
    static final int MOST_ATTRIBUTE_BYTES = 4 << 20;

    private static final int UNKNOWN = -1;

    private final BinaryCopyWriter copy;
    private final ImportRejects rejects;

    private final Utf8Buffer externalId = new Utf8Buffer();
    private final Utf8Buffer gender = new Utf8Buffer();
    private final Utf8Buffer attributes = new Utf8Buffer();
    private final List<AttributeTypes.Attribute> typed = new ArrayList<>();
    private final int[] typesSeen = new int[AttributeTypes.MOST_ATTRIBUTES];
    private int age;
    private double income;
    private int isActive;
    private int given;
    private long line;
    private String rejectedColumn;
    private String rejectedReason;

    StagingRow(BinaryCopyWriter copy, ImportRejects rejects) {
        this.copy = copy;
        this.rejects = rejects;
    }

    /** Begins with a row in which nothing is known. */
    void begin(long startsOnLine) {
        line = startsOnLine;
        externalId.clear();
        gender.clear();
        attributes.clear();
        attributes.put('{');
        typed.clear();
        age = UNKNOWN;
        income = Double.NaN;
        isActive = UNKNOWN;
        given = 0;
        rejectedReason = null;
    }

    /** Rejects the row, unless it is rejected already. */
    void reject(String column, String reason) {
        if (rejectedReason == null) {
            rejectedColumn = column;
            rejectedReason = reason;
        }
    }

    /** Rejects the row as a whole, whatever was wrong with a value. */
    void rejectAll(String reason) {
        rejectedColumn = null;
        rejectedReason = reason;
    }

    boolean isRejected() {
        return rejectedReason != null;
    }

    /** That the file speaks of these columns in this row, be it only to say that a value is unknown. */
    void give(int columnBits) {
        given |= columnBits;
    }

    boolean isGiven(CustomerColumn column) {
        return (given & column.bit()) != 0;
    }

    void externalId(char[] chars, int from, int to) {
        text(CustomerColumn.EXTERNAL_ID, externalId, LONGEST_EXTERNAL_ID, chars, from, to);
    }

    void gender(char[] chars, int from, int to) {
        text(CustomerColumn.GENDER, gender, LONGEST_GENDER, chars, from, to);
    }

    private void text(CustomerColumn column, Utf8Buffer target, int longest, char[] chars, int from, int to) {
        String complaint = to - from > longest
                ? "must have at most %d characters, but has %,d".formatted(longest, to - from)
                : StorableText.complaint(chars, from, to);
        if (complaint != null) {
            reject(column.label(), complaint);
            return;
        }
        target.putText(chars, from, to);
    }

    void age(char[] chars, int from, int to) {
        age = NumberText.wholeNumber(chars, from, to);
        if (age < 0 || age > OLDEST) {
            reject(CustomerColumn.AGE.label(), "must be a whole number from 0 to %d, but is %s".formatted(OLDEST,
                    ImportReject.excerpt(chars, from, to)));
        }
    }

    void income(char[] chars, int from, int to) {
        income = NumberText.number(chars, from, to);
        if (!(Math.abs(income) <= LARGEST_INCOME)) {
            reject(CustomerColumn.INCOME.label(),
                    "must be a number from -1e15 to 1e15 without separators or units, such as 1234.5, but is "
                            + ImportReject.excerpt(chars, from, to));
        }
    }

    void isActive(boolean value) {
        isActive = value ? 1 : 0;
    }

    /**
     * Where to put the value of an attribute, as JSON.
     *
     * @param type of the value, which counts if the row is not rejected
     */
    Utf8Buffer attribute(AttributeTypes.Attribute attribute, int type) {
        if (!attribute.enter(line)) {
            reject(CustomerColumn.ATTRIBUTE_PREFIX + attribute.name, "is there twice");
        }
        requireRoom(0);
        if (attributes.length() > 1) {
            attributes.put(',');
        }
        attributes.put(attribute.prefix);
        if (type != AttributeTypes.OWN && !isRejected()) {
            typed.add(attribute);
            typesSeen[typed.size() - 1] = type;
        }
        return attributes;
    }

    /** Before a value of so many characters, each a byte at least, is taken in. */
    void requireRoom(int characters) {
        if (attributes.length() + characters > MOST_ATTRIBUTE_BYTES) {
            throw new Invalid("The row that begins on line %d has more than 4 MB of attributes; nothing was imported."
                    .formatted(line));
        }
    }

    /** The row is complete: it goes to the staging table or, if it can't be used, to the rejects. */
    void end() throws SQLException {
        if (externalId.isBlank()) {
            reject(CustomerColumn.EXTERNAL_ID.label(), "is missing; an import needs it, to know the customer again");
        }
        if (isRejected()) {
            rejects.add(new ImportReject(line, rejectedColumn, rejectedReason));
            return;
        }
        requireRoom(0);
        attributes.put('}');
        for (int i = 0; i < typed.size(); i++) {
            typed.get(i).saw(typesSeen[i]);
        }
        write();
    }

    /** In the order of {@link StagingTables#COLUMNS}. */
    private void write() throws SQLException {
        copy.beginRow();
        copy.writeLong(line);
        copy.writeShort(given);
        writeText(externalId);
        if (age == UNKNOWN) {
            copy.writeNull();
        } else {
            copy.writeInt(age);
        }
        if (Double.isNaN(income)) {
            copy.writeNull();
        } else {
            copy.writeDouble(income);
        }
        if (isActive == UNKNOWN) {
            copy.writeNull();
        } else {
            copy.writeBoolean(isActive == 1);
        }
        writeText(gender);
        copy.writeJson(attributes.bytes(), attributes.length());
        copy.endRow();
    }

    private void writeText(Utf8Buffer text) {
        if (text.length() == 0) {
            copy.writeNull();
        } else {
            copy.writeText(text.bytes(), text.length());
        }
    }
}
