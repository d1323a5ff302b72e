package dev.kindred.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import de.siegmar.fastcsv.writer.CsvWriter;

/** The table {@code import_reject}: what was wrong with the lines of a file. */
@ApplicationScoped
class RejectTable {

    private static final int ROWS_AT_A_TIME = 1_000;

    private final AgroalDataSource dataSource;

    RejectTable(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds rejects, those that are not there yet, in the current JTA transaction where there is one. */
    void add(long number, List<ImportReject> rejects) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        """
                                insert into import_reject (import, line, column_name, reason) values (?, ?, ?, ?)
                                on conflict do nothing""")) {
            int batched = 0;
            for (ImportReject reject : rejects) {
                insert.setLong(1, number);
                insert.setLong(2, reject.line());
                insert.setString(3, reject.column());
                insert.setString(4, reject.reason());
                insert.addBatch();
                if (++batched % ROWS_AT_A_TIME == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        } catch (SQLException failure) {
            throw new IllegalStateException("Rejects could not be stored", failure);
        }
    }

    /** Removes the rejects of imports that ended longer ago. */
    void forget(Duration kept) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete = connection.prepareStatement("""
                        delete from import_reject as r using job as j
                         where j.kind = 'import' and j.finished_at < now() - make_interval(secs => ?)
                           and j.parameters ->> 'number' = r.import::text""")) {
            delete.setLong(1, kept.toSeconds());
            delete.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException("Old rejects could not be removed", failure);
        }
    }

    /** Writes all rejects of an upload as CSV, in the order of the lines, without ever having all of them in memory. */
    void write(long number, OutputStream target) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(new OutputStreamWriter(target, StandardCharsets.UTF_8));
        csv.writeRecord("line", "column", "reason");
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // without a transaction the driver reads all rows at once
            try (PreparedStatement select = connection.prepareStatement(
                    "select line, column_name, reason from import_reject where import = ? order by line")) {
                select.setFetchSize(ROWS_AT_A_TIME);
                select.setLong(1, number);
                writeRows(select, csv);
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("Rejects could not be read", failure);
        }
        csv.flush();
    }

    private static void writeRows(PreparedStatement select, CsvWriter csv) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                csv.writeRecord(rows.getString(1), rows.getString(2), rows.getString(3));
            }
        }
    }
}
