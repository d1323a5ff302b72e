package dev.kindred.audience;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import org.postgresql.copy.CopyOut;
import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalDataSource;

import dev.kindred.download.FileFormat;

/**
 * Writes lists of any length as they come from the database, in constant memory. PostgreSQL makes the bytes, so that a row
 * costs nothing here.
 */
@ApplicationScoped
class CustomerList {

    // JSON text has no control characters, so with these two nothing of it is ever quoted or doubled.
    private static final String NDJSON = """
            copy (select row_to_json(list)::text from (%s) as list) to stdout
            (format csv, delimiter e'\\x01', quote e'\\x02')""";

    private static final String CSV = "copy (%s) to stdout (format csv, header)";

    private final AgroalDataSource dataSource;

    CustomerList(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Writes the rows of a query. A client that goes away ends the query.
     *
     * @param query with no parameters
     */
    void write(String query, FileFormat format, OutputStream target) throws IOException {
        String copy = (format == FileFormat.CSV ? CSV : NDJSON).formatted(query);
        try (Connection connection = dataSource.getConnection()) {
            copy(connection.unwrap(PgConnection.class), copy, target);
        } catch (SQLException failure) {
            throw new IllegalStateException("The list could not be read", failure);
        }
    }

    private static void copy(PgConnection connection, String copy, OutputStream target)
            throws SQLException, IOException {
        CopyOut rows = connection.getCopyAPI().copyOut(copy);
        try {
            byte[] some;
            while ((some = rows.readFromCopy()) != null) {
                target.write(some);
            }
        } catch (IOException | RuntimeException | Error readerHasGone) {
            // The driver's way to cancel a COPY leaves answers behind, which the next user of the connection would take
            // for its own. The pool drops an ended connection when it comes back.
            connection.abort(Runnable::run);
            throw readerHasGone;
        }
    }
}
