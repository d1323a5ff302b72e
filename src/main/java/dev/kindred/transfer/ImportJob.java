package dev.kindred.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.kindred.customer.CustomersChanged;
import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Recipes;

/** Brings an upload in, all or nothing: its work is the job's last step. The result is an {@link ImportResult}. */
@ApplicationScoped
class ImportJob implements JobKind {

    static final String NAME = "import";

    private final AgroalDataSource dataSource;
    private final Recipes recipes;
    private final RejectTable rejectTable;
    private final StagingTables tables;
    private final Event<CustomersChanged> changes;

    ImportJob(AgroalDataSource dataSource, Recipes recipes, RejectTable rejectTable, StagingTables tables,
            Event<CustomersChanged> changes) {
        this.dataSource = dataSource;
        this.recipes = recipes;
        this.rejectTable = rejectTable;
        this.tables = tables;
        this.changes = changes;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The staging table outlives an instance that dies, and so the next attempt has all it needs. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        ImportOrder order = run.parameters(ImportOrder.class);
        if (order.rejected() > order.maxRejects()) {
            throw tooMany(run, order);
        }
        ImportRejects rejects = new ImportRejects(order.rejected(), order.maxRejects());
        if (order.dryRun()) {
            ImportResult result = merge(run, order, rejects);
            return () -> keep(order, rejects, result);
        }
        return () -> keep(order, rejects, merge(run, order, rejects));
    }

    private ImportResult keep(ImportOrder order, ImportRejects rejects, ImportResult result) {
        rejectTable.add(order.number(), rejects.found());
        return result;
    }

    /** Within the current transaction; a dry run has one of its own, which is rolled back. */
    private ImportResult merge(JobRun run, ImportOrder order, ImportRejects rejects) {
        try (Connection connection = dataSource.getConnection()) {
            if (!order.dryRun()) {
                return merge(run, order, rejects, connection);
            }
            connection.setAutoCommit(false);
            try {
                return merge(run, order, rejects, connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            run.stopIfCancelled(); // then it is only what the cancel did to a statement
            throw new IllegalStateException("The rows could not be brought in", failure);
        } catch (ImportRejects.TooMany enough) {
            QuarkusTransaction.requiringNew().run(() -> rejectTable.add(order.number(), rejects.found()));
            throw tooMany(run, order);
        }
    }

    private ImportResult merge(JobRun run, ImportOrder order, ImportRejects rejects, Connection connection)
            throws SQLException {
        if (order.staged() > 0 && !StagingTables.hasRows(connection, order.number())) {
            throw new Conflict(
                    "The uploaded rows are gone, because the database was restarted in between or the job was "
                            + "written by hand. Nothing was imported; send the file again.");
        }
        try (CancelWatch watch = CancelWatch.over(run::isCancelled, connection)) {
            return new CustomerMerge(run, order, connection, recipes, rejects, changes).merge();
        }
    }

    private static Invalid tooMany(JobRun run, ImportOrder order) {
        return new Invalid(
                ("More than %,d row(s) had to be left out, so nothing was imported. /api/jobs/%d/rejects says why; "
                        + "mend the file, or send it with a higher maxRejects.")
                        .formatted(order.maxRejects(), run.id()));
    }

    @Override
    public void ended(JobRun run) {
        tables.dropAbandoned();
    }
}
