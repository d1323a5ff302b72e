package dev.kindred.transfer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.enterprise.event.Event;

import dev.kindred.customer.CustomersChanged;
import dev.kindred.job.JobRun;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Recipes;

/**
 * Brings the rows of one staging table into {@code customer}, by statements over all of them: new ones are inserted, known
 * ones changed where they differ, and their vectors made in the same pass. Runs in the connection's transaction. A dry
 * run only counts, by the same conditions.
 */
final class CustomerMerge {

    /** Two at a time might wait for each other's rows. */
    private static final String ALONE = "select pg_advisory_xact_lock(hashtextextended('kindred import', 0))";

    // Scans of large tables otherwise begin where another one is, and rows would not be stored nearly in the file's order.
    private static final String IN_ORDER = "set local synchronize_seqscans = off";

    private static final String REMOVE_DUPLICATES = """
            with twice as materialized (
                select external_id, min(line) as first from %1$s group by external_id having count(*) > 1),
            late as materialized (
                select s.line, t.first from %1$s as s join twice as t on t.external_id = s.external_id and t.first < s.line
                 limit ?)
            delete from %1$s as s using late where s.line = late.line
            returning late.line, late.first
            """;

    // OFFSET 0 keeps the planner from making each vector twice.
    private static final String INSERT = """
            insert into customer (external_id, age, income, is_active, gender, attributes, embedding)
            select external_id, age, income, is_active, gender, attributes, embedding
              from (select s.*, %2$s as embedding from %1$s as s offset 0) as n
             where embedding is not null
            on conflict (external_id) do nothing
            """;

    private static final String COUNT_NEW = """
            select count(*) from %1$s as s
             where %2$s is not null and not exists (select from customer c where c.external_id = s.external_id)
            """;

    private static final String REFUSED = """
            select s.line from %1$s as s
             where %2$s is null and not exists (select from customer c where c.external_id = s.external_id)
             limit ?
            """;

    // What the file does not speak of stays as it is; "given" has the bits of CustomerColumn. The rows are locked, so that
    // no change in between is lost.
    private static final String COLLECT_CHANGES = """
            create temporary table import_change on commit drop as
            select n.*, %2$s as embedding
              from (select s.line, c.id, s.external_id, m.age, m.income, m.is_active, m.gender, m.attributes
                      from %1$s as s
                      join customer as c on c.external_id = s.external_id
                     cross join lateral (
                           select case when s.given & %4$d <> 0 then s.age else c.age end as age,
                                  case when s.given & %5$d <> 0 then s.income else c.income end as income,
                                  case when s.given & %6$d <> 0 then s.is_active else c.is_active end as is_active,
                                  case when s.given & %7$d <> 0 then s.gender else c.gender end as gender,
                                  (c.attributes - ?::text[]) || s.attributes as attributes) as m
                     where (m.age, m.income, m.is_active, m.gender, m.attributes)
                           is distinct from (c.age, c.income, c.is_active, c.gender, c.attributes)
                    %3$s offset 0) as n
            """;

    private static final String REFUSED_CHANGES = "select line from import_change where embedding is null limit ?";

    private static final String COUNT_CHANGES = "select count(*) from import_change where embedding is not null";

    private static final String UPDATE = """
            update customer as c
               set age = n.age, income = n.income, is_active = n.is_active, gender = n.gender, attributes = n.attributes,
                   embedding = n.embedding, updated_at = now()
              from import_change as n
             where c.id = n.id and n.embedding is not null
            """;

    // Both the default of an insert and the update above write the transaction's time.
    private static final String WRITTEN = """
            select c.id from %1$s as s join customer as c on c.external_id = s.external_id where c.updated_at = now()
            """;

    private final JobRun run;
    private final ImportOrder order;
    private final Connection connection;
    private final Recipes recipes;
    private final ImportRejects rejects;
    private final Event<CustomersChanged> changes;
    private final String staging;

    CustomerMerge(JobRun run, ImportOrder order, Connection connection, Recipes recipes, ImportRejects rejects,
            Event<CustomersChanged> changes) {
        this.run = run;
        this.order = order;
        this.connection = connection;
        this.recipes = recipes;
        this.rejects = rejects;
        this.changes = changes;
        this.staging = StagingTables.name(order.number());
    }

    /**
     * Does it.
     *
     * @throws ImportRejects.TooMany if more rows are refused than allowed
     */
    ImportResult merge() throws SQLException {
        run.progress(0.01, "waiting for other imports");
        execute(ALONE);
        execute(IN_ORDER);
        run.progress(0.02, "looking for duplicates");
        removeDuplicates();
        run.progress(0.1, "fitting the recipe");
        Recipe recipe = recipe();
        long rows = order.staged() - (rejects.count() - order.rejected());

        run.progress(0.15, "inserting");
        long inserted = order.dryRun()
                ? count(COUNT_NEW, recipe.expression("s"))
                : update(INSERT.formatted(staging, recipe.expression("s")));
        long updated = inserted == rows ? 0 : change(recipe);
        if (!order.dryRun() && inserted + updated > 0) {
            run.progress(0.9, "assigning segments");
            changes.fire(new CustomersChanged(WRITTEN.formatted(staging)));
        }
        long unchanged = order.staged() + order.rejected() - rejects.count() - inserted - updated;
        return new ImportResult(inserted, updated, unchanged, rejects.count(), order.dryRun(), order.ignoredColumns(),
                recipe.reference());
    }

    /** The active recipe; the first rows there ever are fit it, unless nothing can be learned from them. */
    private Recipe recipe() throws SQLException {
        try {
            return recipes.fitFrom(connection, "customer", staging);
        } catch (Invalid nothingToFit) { // no row, or nothing but names and unknown values: no reason to refuse the file
            return recipes.activeForWriting(connection, "customer");
        }
    }

    private void removeDuplicates() throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REMOVE_DUPLICATES.formatted(staging))) {
            delete.setLong(1, rejects.wanted());
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    rejects.add(new ImportReject(rows.getLong(1), CustomerColumn.EXTERNAL_ID.label(),
                            "is that of line %d already; the first line counts".formatted(rows.getLong(2))));
                }
            }
        }
    }

    /** Deals with the rows that were not inserted. */
    private long change(Recipe recipe) throws SQLException {
        run.progress(0.6, "comparing");
        reject(REFUSED.formatted(staging, recipe.expression("s")), recipe);
        // In the order in which an activation encodes them, or the two might wait for each other's rows.
        String lock = order.dryRun() ? "" : "order by c.id for update of c";
        try (PreparedStatement collect = connection.prepareStatement(
                COLLECT_CHANGES.formatted(staging, recipe.expression("n"), lock,
                        CustomerColumn.AGE.bit(), CustomerColumn.INCOME.bit(), CustomerColumn.IS_ACTIVE.bit(),
                        CustomerColumn.GENDER.bit()))) {
            Array attributes = connection.createArrayOf("text", order.attributeColumns().toArray());
            collect.setArray(1, attributes);
            collect.executeUpdate();
        }
        reject(REFUSED_CHANGES, recipe);
        run.progress(0.8, "updating");
        return order.dryRun() ? count(COUNT_CHANGES, "") : update(UPDATE);
    }

    private void reject(String query, Recipe recipe) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, rejects.wanted());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rejects.add(new ImportReject(rows.getLong(1), null,
                            ("can't be encoded by the recipe %s: a value that "
                                    + "must be known is missing, or a category is none of those it was fitted with")
                                    .formatted(recipe.reference())));
                }
            }
        }
    }

    private long count(String query, String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query.formatted(staging, expression))) {
            row.next();
            return row.getLong(1);
        }
    }

    private long update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
