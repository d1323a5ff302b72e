package dev.kindred.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;

import dev.kindred.query.Fields;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategy;

/**
 * RFC 4180 in UTF-8 with a header. An unknown value is an empty field, an empty text is {@code ""}.
 * <p>
 * Values that a spreadsheet would take for a formula, such as {@code =1+1}, stay as they are: to alter them would change
 * the data on its way out and back in.
 */
final class ExportCsv implements ExportWriter {

    private final Fields fields;
    private final CsvWriter csv;

    ExportCsv(Fields fields, OutputStream out) {
        this.fields = fields;
        this.csv = CsvWriter.builder().quoteStrategy(new EmptyTexts(fields.items().size() == 1)).build(out);
        csv.writeRecord(fields.names());
    }

    @Override
    public void row(ResultSet row) throws SQLException {
        csv.writeRecord(fields.texts(row, 1));
    }

    @Override
    public void finish() throws IOException {
        csv.flush();
    }

    /**
     * Keeps empty texts apart from unknown values.
     *
     * @param singleField whether a line has one field only; an unknown one must be quoted then, too, since most readers
     *                    skip an empty line
     */
    private record EmptyTexts(boolean singleField) implements QuoteStrategy {

        @Override
        public boolean quoteNull(int line, int field) {
            return singleField;
        }

        @Override
        public boolean quoteEmpty(int line, int field) {
            return true;
        }
    }
}
