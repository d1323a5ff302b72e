package dev.kindred.audience;

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

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import io.agroal.api.AgroalDataSource;

import dev.kindred.download.FileFormat;
import dev.kindred.query.Fields;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;

/** Writes members with fields of their customers, best first, in constant memory. */
@ApplicationScoped
class MemberList {

    /** Rows in memory at a time. */
    private static final int FETCHED_ROWS = 1_000;

    private static final List<String> OWN = List.of("rank", "score", "customer_id", "external_id");

    private static final String QUERY = """
            select member.rank, member.score, c.id, c.external_id, %s
              from audience_member as member join customer c on c.id = member.customer_id
             where member.audience_id = ? order by member.rank""";

    private final AgroalDataSource dataSource;
    private final ObjectMapper json;

    MemberList(AgroalDataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    /** Takes the rows of a result, which stands at the next one each time. */
    private interface Rows {
        void write(ResultSet row) throws SQLException, IOException;
    }

    /** Writes a file. A client that goes away ends the query at the next rows. */
    void write(long audienceId, Fields fields, FileFormat format, OutputStream target) throws IOException {
        if (format == FileFormat.CSV) {
            CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF) // as PostgreSQL writes it
                    .quoteStrategy(QuoteStrategies.EMPTY) // which keeps an empty text apart from an unknown value
                    .build(target);
            List<String> header = new ArrayList<>(OWN);
            header.addAll(fields.names());
            csv.writeRecord(header);
            read(audienceId, fields, row -> csv.writeRecord(texts(fields, row)));
            csv.flush();
        } else {
            SequenceWriter objects = json.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                    .withRootValueSeparator("\n").writeValues(target);
            read(audienceId, fields, row -> objects.write(object(fields, row)));
            objects.flush();
            target.write('\n'); // there is a member at least
        }
    }

    private static List<String> texts(Fields fields, ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int column = 1; column <= OWN.size(); column++) {
            texts.add(row.getString(column));
        }
        texts.addAll(fields.texts(row, OWN.size() + 1));
        return texts;
    }

    private static Map<String, Object> object(Fields fields, ResultSet row) throws SQLException {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int column = 1; column <= OWN.size(); column++) {
            object.put(OWN.get(column - 1), row.getObject(column));
        }
        fields.object(row, OWN.size() + 1).forEach(object::putIfAbsent);
        return object;
    }

    private void read(long audienceId, Fields fields, Rows rows) throws IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // the driver reads all rows at once outside of a transaction
            try (PreparedStatement statement = connection.prepareStatement(QUERY.formatted(fields.sql("c")))) {
                statement.setFetchSize(FETCHED_ROWS);
                statement.setLong(fields.bind(statement, 1), audienceId);
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        rows.write(found);
                    }
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The members could not be read", failure);
        }
    }
}
