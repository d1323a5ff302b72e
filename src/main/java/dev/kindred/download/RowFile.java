package dev.kindred.download;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import io.agroal.api.AgroalDataSource;

import dev.kindred.query.Fields;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;

/**
 * A file of a query's rows, in constant memory: some columns of its own, then the fields that were asked for and are called
 * otherwise.
 *
 * @param own    names of the query's first columns
 * @param fields what its other columns are
 */
public record RowFile(FileFormat format, List<String> own, Fields fields) {

    /** Rows in memory at a time. */
    private static final int FETCHED_ROWS = 1_000;

    /** Binds what the query takes. */
    public interface Values {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Takes the rows of a result, which stands at the next one each time. */
    private interface Rows {
        void write(ResultSet row) throws SQLException, IOException;
    }

    /** Writes it. A client that goes away ends the query at the next rows. */
    public void write(AgroalDataSource dataSource, String query, Values values, ObjectMapper json, OutputStream target)
            throws IOException {
        if (format == FileFormat.CSV) {
            CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF) // as PostgreSQL writes it
                    .quoteStrategy(QuoteStrategies.EMPTY) // which keeps an empty text apart from an unknown value
                    .build(target);
            List<String> header = new ArrayList<>(own);
            header.addAll(added(fields.names()));
            csv.writeRecord(header);
            read(dataSource, query, values, row -> csv.writeRecord(texts(row)));
            csv.flush();
        } else {
            SequenceWriter objects = json.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                    .withRootValueSeparator("\n").writeValues(target);
            if (read(dataSource, query, values, row -> objects.write(object(row)))) {
                objects.flush();
                target.write('\n');
            }
        }
    }

    private List<String> texts(ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int column = 1; column <= own.size(); column++) {
            texts.add(row.getString(column));
        }
        texts.addAll(added(fields.texts(row, own.size() + 1)));
        return texts;
    }

    /** Of the fields' names or values those whose name is none of its own. */
    private List<String> added(List<String> ofFields) {
        List<String> names = fields.names();
        return IntStream.range(0, names.size()).filter(i -> !own.contains(names.get(i))).mapToObj(ofFields::get)
                .toList();
    }

    private Map<String, Object> object(ResultSet row) throws SQLException {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int column = 1; column <= own.size(); column++) {
            object.put(own.get(column - 1), row.getObject(column));
        }
        fields.object(row, own.size() + 1).forEach(object::putIfAbsent);
        return object;
    }

    /** Whether there was a row. */
    private static boolean read(AgroalDataSource dataSource, String query, Values values, Rows rows)
            throws IOException {
        boolean isAny = false;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // the driver reads all rows at once outside of a transaction
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setFetchSize(FETCHED_ROWS);
                values.bind(statement);
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        isAny = true;
                        rows.write(found);
                    }
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The rows of a file could not be read", failure);
        }
        return isAny;
    }
}
