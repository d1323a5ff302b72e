package dev.kindred.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import dev.kindred.query.Fields;

/** A JSON object a line, with the names of the columns. */
final class ExportNdjson implements ExportWriter {

    private final Fields fields;
    private final OutputStream out;
    private final SequenceWriter objects;
    private boolean isEmpty = true;

    ExportNdjson(Fields fields, ObjectMapper json, OutputStream out) throws IOException {
        this.fields = fields;
        this.out = out;
        this.objects = json.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .withRootValueSeparator("\n").writeValues(out);
    }

    @Override
    public void row(ResultSet row) throws SQLException, IOException {
        objects.write(fields.object(row, 1));
        isEmpty = false;
    }

    @Override
    public void finish() throws IOException {
        objects.flush();
        if (!isEmpty) {
            out.write('\n');
        }
    }
}
