package dev.kindred.transfer;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.KindredException;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;

/** CSV as of RFC 4180, with a header. Fields go from the parser's buffer to the row without becoming strings. */
final class CsvRows extends AbstractBaseCsvCallbackHandler<CsvRows> implements ImportRows {

    /**
     * Longer fields are refused: most often they are a quote that is opened and never closed. The largest row's attributes fit,
     * as an export writes them, with every quote doubled.
     */
    private static final int LONGEST_FIELD = 2 * StagingRow.MOST_ATTRIBUTE_BYTES;

    /** As decoders of UTF-16 with a declared order leave it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Iterator<CsvRows> records;
    private final StagingRow row;
    private final AttributeTypes types;
    private final List<String> names = new ArrayList<>();
    private CsvHeader header;

    CsvRows(Reader text, StagingRow row, AttributeTypes types) {
        this.row = row;
        this.types = types;
        // Rows of another length are rejects of ours and no end of the file.
        this.records = CsvReader.builder().allowUnclosedQuote(false).maxBufferSize(LONGEST_FIELD)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE).missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(this, text).iterator();
    }

    @Override
    public void readAll() throws IOException, SQLException {
        try {
            while (records.hasNext()) {
                records.next();
                endRecord();
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } catch (CsvParseException unreadable) {
            throw explained(unreadable);
        }
        if (header == null) {
            throw new Invalid("The file is empty; line 1 must name the columns, external_id among them.");
        }
    }

    private void endRecord() throws SQLException {
        if (header == null) {
            header = new CsvHeader(names, types);
            return;
        }
        if (getFieldCount() != header.size()) {
            row.rejectAll("has %d field(s), but line 1 names %d columns".formatted(getFieldCount(), header.size()));
        }
        row.end();
    }

    private KindredException explained(CsvParseException unreadable) {
        if (unreadable.getCause() instanceof KindredException ours) {
            return ours;
        }
        String cause = String.valueOf(unreadable.getCause() == null ? unreadable : unreadable.getCause().getMessage());
        String what;
        if (cause.startsWith("The maximum buffer size")) {
            what = "has a field of more than %,d characters, or a quote that is opened and never closed"
                    .formatted(LONGEST_FIELD);
        } else if (cause.startsWith("Unclosed quoted field")) {
            what = "has a quote that is opened and never closed";
        } else if (cause.startsWith("Unexpected character after closing quote")) {
            what = "has something after a closing quote that is no comma; a quote within a quoted field must be doubled";
        } else {
            throw unreadable; // none of the file's faults that the parser knows
        }
        return new Invalid(
                "The row that begins on line %d %s. The rest of the file can't be read, so nothing was imported."
                        .formatted(line(), what));
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        if (header != null) {
            row.begin(startingLineNumber);
            row.give(header.given());
        }
    }

    @Override
    protected void handleField(int position, char[] chars, int offset, int length, boolean quoted) {
        if (header == null) {
            if (names.size() == CsvHeader.MOST_COLUMNS) { // at once, since there may be any number of them
                throw new Invalid("Line 1 names more than %,d columns, the most that are read."
                        .formatted(CsvHeader.MOST_COLUMNS));
            }
            String name = new String(chars, offset, length).strip();
            names.add(names.isEmpty() && name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name);
        } else if (length > 0 && position < header.size() && !row.isRejected()) {
            header.target(position).read(row, chars, offset, offset + length);
        }
    }

    @Override
    protected CsvRows buildRecord() {
        return this;
    }

    @Override
    public long line() {
        return getStartingLineNumber();
    }

    @Override
    public List<String> attributeColumns() {
        return header.attributeColumns();
    }

    @Override
    public Collection<String> ignoredColumns() {
        return header.ignoredColumns();
    }
}
