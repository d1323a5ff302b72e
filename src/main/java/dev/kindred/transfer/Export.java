package dev.kindred.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.Catalog;
import dev.kindred.catalog.SourceTable;
import dev.kindred.database.Snapshot;
import dev.kindred.download.FileFormat;
import dev.kindred.query.Fields;
import dev.kindred.query.Filter;

/** Customers out as files of any size, in constant memory. */
@ApplicationScoped
class Export {

    /** Rows that are in memory at a time: enough that round trips don't count, some MB with large attributes. */
    private static final int FETCHED_ROWS = 1_000;

    private final AgroalDataSource dataSource;
    private final Catalog catalog;
    private final ObjectMapper json;

    Export(AgroalDataSource dataSource, Catalog catalog, ObjectMapper json) {
        this.dataSource = dataSource;
        this.catalog = catalog;
        this.json = json;
    }

    /** What to write; made before the first byte, so that a mistake in it is answered as such. */
    record Selection(FileFormat format, Fields fields, Filter filter) {}

    Selection select(String format, String fields, String filter) {
        SourceTable customers = catalog.dataSet("customer");
        return new Selection(FileFormat.parse(format), Fields.parse(fields, customers),
                Filter.parse(filter, customers, "c"));
    }

    /**
     * Writes the selected customers in the order of their ids, as they are in one moment. The connection is given back
     * however this ends; where the reader is gone, that is at the next rows.
     */
    void write(Selection selection, OutputStream out) throws IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // the driver reads all rows at once outside of a transaction
            Snapshot.begin(connection);
            copy(connection, selection, out); // the transaction ends when the pool takes the connection back
        } catch (SQLException failure) {
            throw new IllegalStateException("The customers could not be exported", failure);
        }
    }

    private void copy(Connection connection, Selection selection, OutputStream out) throws SQLException, IOException {
        Fields fields = selection.fields();
        Filter filter = selection.filter();
        String query = "select " + fields.sql("c") + " from customer c where " + filter.sql() + " order by c.id";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(FETCHED_ROWS);
            filter.bind(statement, fields.bind(statement, 1));
            try (ResultSet rows = statement.executeQuery()) {
                ExportWriter writer = writer(selection, out);
                while (rows.next()) {
                    writer.row(rows);
                }
                writer.finish();
            }
        }
    }

    private ExportWriter writer(Selection selection, OutputStream out) throws IOException {
        return switch (selection.format()) {
            case CSV -> new ExportCsv(selection.fields(), out);
            case NDJSON -> new ExportNdjson(selection.fields(), json, out);
        };
    }
}
