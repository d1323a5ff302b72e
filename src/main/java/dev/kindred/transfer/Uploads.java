package dev.kindred.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.kindred.problem.Conflict;
import dev.kindred.vector.BinaryCopyWriter;

/**
 * Takes files in: reads, checks and stages their rows while they arrive, in constant memory, and queues the job that brings
 * them in. All of it is one transaction. An upload that breaks off, for whatever reason and be it the end of this
 * process, has never been.
 */
@ApplicationScoped
class Uploads {

    /** An upload of any size may take its time, as long as bytes come: the server gives up a silent client by itself. */
    private static final int LONGEST_SECONDS = 24 * 60 * 60;

    /** Each holds a connection while it lasts. With the downloads they leave a third of the pool's 16 to everything else. */
    private static final int MOST_AT_A_TIME = 4;

    // Of a column with texts too: the text that the number or flag was in the file.
    private static final String MAKE_TEXTS = """
            update %1$s as s
               set attributes = s.attributes || (select jsonb_object_agg(m.key, m.value #>> '{}')
                                                   from jsonb_each(s.attributes) as m
                                                  where m.key = any (?) and jsonb_typeof(m.value) in ('number', 'boolean'))
             where exists (select from jsonb_each(s.attributes) as m
                            where m.key = any (?) and jsonb_typeof(m.value) in ('number', 'boolean'))
            """;

    private final AgroalDataSource dataSource;
    private final StagingTables tables;
    private final RejectTable rejectTable;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

    Uploads(AgroalDataSource dataSource, StagingTables tables, RejectTable rejectTable) {
        this.dataSource = dataSource;
        this.tables = tables;
        this.rejectTable = rejectTable;
    }

    /**
     * Stages a file.
     *
     * @param submit queues the job, in the upload's transaction
     * @throws dev.kindred.problem.Invalid if the file can't be read to its end; nothing is left of it then
     */
    <T> T receive(InputStream upload, ImportFormat format, ImportOptions options, Function<ImportOrder, T> submit) {
        if (!places.tryAcquire()) {
            throw new Conflict("%d files are being uploaded already; send this one when one of them is done."
                    .formatted(MOST_AT_A_TIME));
        }
        try {
            tables.dropAbandoned();
            return QuarkusTransaction.requiringNew().timeout(LONGEST_SECONDS).call(() -> {
                ImportOrder order = stage(upload, format, options);
                return submit.apply(order);
            });
        } finally {
            places.release();
        }
    }

    private ImportOrder stage(InputStream upload, ImportFormat format, ImportOptions options) throws SQLException {
        ImportRejects rejects = new ImportRejects(0, options.maxRejects());
        AttributeTypes types = new AttributeTypes();
        try (Connection connection = dataSource.getConnection()) {
            long number = tables.create(connection);
            ImportRows rows;
            long staged;
            try (BinaryCopyWriter copy = BinaryCopyWriter.open(connection, target(number),
                    StagingTables.COLUMNS.size(), true)) {
                rows = read(upload, format, new StagingRow(copy, rejects), types);
                staged = copy.finish();
            }
            makeTexts(connection, number, types.mixed());
            rejectTable.add(number, rejects.found());
            return new ImportOrder(number, staged, rejects.count(), options.maxRejects(), options.dryRun(),
                    rows.attributeColumns(), List.copyOf(rows.ignoredColumns()));
        }
    }

    private static String target(long number) {
        return StagingTables.name(number) + " (" + String.join(", ", StagingTables.COLUMNS) + ")";
    }

    private static ImportRows read(InputStream upload, ImportFormat format, StagingRow row, AttributeTypes types)
            throws SQLException {
        ImportRows rows = null;
        try {
            rows = format.rows(ImportBody.open(upload, format), row, types);
            rows.readAll();
        } catch (IOException broken) {
            throw ImportBody.explained(broken, rows == null ? 0 : rows.line());
        } catch (ImportRejects.TooMany enough) {
            // What was found is kept with the job, which will fail because of it.
        }
        return rows;
    }

    private static void makeTexts(Connection connection, long number, List<String> attributes) throws SQLException {
        if (attributes.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(MAKE_TEXTS.formatted(StagingTables.name(number)))) {
            Array names = connection.createArrayOf("text", attributes.toArray());
            update.setArray(1, names);
            update.setArray(2, names);
            update.executeUpdate();
        }
    }
}
