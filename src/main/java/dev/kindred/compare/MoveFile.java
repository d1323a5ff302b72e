package dev.kindred.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import dev.kindred.download.FileFormat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

/** Writes moves as they are found. */
abstract class MoveFile {

    private static final List<String> COLUMNS = List.of("row_key", "from_segment", "from_label", "to_segment",
            "to_label",
            "from_distance", "to_distance");

    static MoveFile of(FileFormat format, ObjectMapper json, OutputStream target) throws IOException {
        return format == FileFormat.CSV ? new Csv(target) : new Ndjson(json, target);
    }

    /** @throws UncheckedIOException once the reader has gone */
    abstract boolean add(Move move);

    abstract void finish() throws IOException;

    private static List<Object> values(Move move) {
        return List.of(move.rowKey(), move.fromSegment(), move.fromLabel(), move.toSegment(), move.toLabel(),
                move.fromDistance(), move.toDistance());
    }

    private static final class Csv extends MoveFile {
        private final CsvWriter csv;

        Csv(OutputStream target) {
            csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(target); // as PostgreSQL writes it
            csv.writeRecord(COLUMNS);
        }

        @Override
        boolean add(Move move) {
            csv.writeRecord(values(move).stream().map(Object::toString).toList());
            return true;
        }

        @Override
        void finish() throws IOException {
            csv.flush();
        }
    }

    private static final class Ndjson extends MoveFile {
        private final OutputStream target;
        private final SequenceWriter objects;
        private boolean isEmpty = true;

        Ndjson(ObjectMapper json, OutputStream target) throws IOException {
            this.target = target;
            objects = json.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                    .withRootValueSeparator("\n").writeValues(target);
        }

        @Override
        boolean add(Move move) {
            Map<String, Object> object = new LinkedHashMap<>();
            List<Object> values = values(move);
            for (int column = 0; column < COLUMNS.size(); column++) {
                object.put(COLUMNS.get(column), values.get(column));
            }
            try {
                objects.write(object);
            } catch (IOException readerHasGone) {
                throw new UncheckedIOException(readerHasGone);
            }
            isEmpty = false;
            return true;
        }

        @Override
        void finish() throws IOException {
            objects.flush();
            if (!isEmpty) {
                target.write('\n');
            }
        }
    }
}
