package dev.kindred.recipe;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;
import dev.kindred.job.Jobs;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/**
 * Puts a version of the customers' recipe in force: all vectors are made anew beside the old ones, indexes are built on
 * them, and one transaction swaps columns and active version. Whatever happens before leaves the old ones as they are.
 */
@ApplicationScoped
class ActivationJob implements JobKind {

    static final String NAME = "activate-recipe";

    private static final double FILLED = 0.6;
    private static final double INDEXED = 0.95;

    /** deadlock_detected: a writer that locks several rows in another order; the batch is begun once more. */
    private static final String DEADLOCK = "40P01";

    /** Kinds of the packages index and health, which are above this one. */
    private static final List<String> INDEX_WORK = List.of("build-index", "rebuild-index", "drop-index", "maintenance");

    private static final Pattern OWNER = Pattern.compile("job (\\d+), attempt \\d+");

    private final AgroalDataSource dataSource;
    private final Recipes recipes;
    private final RecipeTable rows;

    ActivationJob(AgroalDataSource dataSource, Recipes recipes, RecipeTable rows) {
        this.dataSource = dataSource;
        this.recipes = recipes;
        this.rows = rows;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What a dead instance has left is removed at the beginning. */
    @Override
    public int attempts() {
        return 2;
    }

    /**
     * What can be said before there is a job.
     *
     * @throws Invalid  if no vectors are made by recipes of that name
     * @throws Conflict if the version is active already
     */
    static void requireActivatable(Recipe recipe) {
        if (!recipe.name().equals(StoredVectors.RECIPE)) {
            throw new Invalid(
                    "Recipe '%s' fills no stored vectors; only '%s' does, so only its versions can be activated."
                            .formatted(recipe.name(), StoredVectors.RECIPE));
        }
        if (recipe.active()) {
            throw new Conflict("Recipe %s is active already.".formatted(recipe.reference()));
        }
    }

    @Override
    public Supplier<?> run(JobRun run) {
        ActivateRecipe wanted = run.parameters(ActivateRecipe.class);
        Recipe next = recipes.version(wanted.name(), wanted.version());
        requireActivatable(next);
        try (Connection connection = dataSource.getConnection();
                CancelWatch watch = CancelWatch.over(run::isCancelled, connection)) {
            prepare(run, connection, next);
        } catch (SQLException failure) {
            run.stopIfCancelled();
            throw new IllegalStateException("The recipe could not be activated", failure);
        }
        return () -> swap(run, next);
    }

    private void prepare(JobRun run, Connection connection, Recipe next) throws SQLException {
        NextColumn column = new NextColumn(connection);
        requireNoIndexWork(connection, column);
        run.progress(0, "adding the next vectors' column");
        CustomerTable.alone(run, connection, () -> {
            requireNoIndexWork(connection, column);
            requireNoOther(run, connection, column);
            column.remove();
            column.add(next, owner(run));
        });
        fill(run, column, next);
        long missing = column.missing();
        if (missing > 0) {
            throw new Invalid(
                    "Recipe %s refuses %d customer(s), because a value of theirs is unknown or unseen; complete "
                            .formatted(next.reference(), missing) + "them or fit a recipe that takes them.");
        }
        run.progress(FILLED, "building indexes");
        column.buildIndexes(recipes.active(connection, next.name()).width(), next.width());
        run.progress(INDEXED, "checking");
        CustomerTable.alone(run, connection, column::require);
        column.validate();
        run.progress(INDEXED, "swapping");
    }

    /** One attempt of one job, so that an attempt given up for dead can't take the next one's column away. */
    private static String owner(JobRun run) {
        return "job %d, attempt %d".formatted(run.id(), run.attempt());
    }

    /**
     * Looked at before the table is asked for, since to wait for it until an index is built would keep all who read customers
     * waiting, too; and again once nobody else can begin.
     */
    private static void requireNoIndexWork(Connection connection, NextColumn column) throws SQLException {
        if (Jobs.isAnyRunning(connection, INDEX_WORK)) {
            throw new Conflict(
                    "A job is building, rebuilding or dropping an index, or maintaining tables; wait for its end or cancel it.");
        }
        if (column.isTableBeingIndexed()) {
            throw new Conflict("An index of the customers is being built, not by a job; wait for its end.");
        }
    }

    private static void requireNoOther(JobRun run, Connection connection, NextColumn column) throws SQLException {
        Matcher owner = OWNER.matcher(column.owner().orElse(""));
        if (owner.matches()) {
            long other = Long.parseLong(owner.group(1));
            if (other != run.id() && Jobs.isUnfinished(connection, other)) {
                throw new Conflict("Job %d is activating a recipe; wait for its end or cancel it.".formatted(other));
            }
        }
    }

    private static void fill(JobRun run, NextColumn column, Recipe next) throws SQLException {
        long largest = Math.max(1, column.largestId());
        OptionalLong after = OptionalLong.of(Long.MIN_VALUE);
        while (after.isPresent()) {
            run.stopIfCancelled();
            long id = after.getAsLong();
            run.progress(FILLED * Math.min(1, Math.max(0.0, id) / largest), "encoding customers");
            try {
                after = column.fill(next, id);
            } catch (SQLException failure) {
                if (!DEADLOCK.equals(failure.getSQLState())) {
                    throw failure;
                }
            }
        }
    }

    private RecipeView swap(JobRun run, Recipe next) {
        return recipes.with(connection -> {
            CustomerTable.lock(run, connection, () -> recipes.lockForSwap(connection));
            NextColumn column = new NextColumn(connection);
            if (!column.owner().equals(Optional.of(owner(run)))) {
                throw new Conflict("Another activation has taken over.");
            }
            column.swap();
            rows.activate(connection, next);
            column.describe(next);
            return RecipeView.of(recipes.active(connection, next.name()));
        });
    }

    @Override
    public void undo(JobRun run) {
        try (Connection connection = dataSource.getConnection()) {
            NextColumn column = new NextColumn(connection);
            if (column.owner().equals(Optional.of(owner(run)))) {
                connection.setAutoCommit(false);
                column.remove();
                connection.commit();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The next vectors' column could not be removed", failure);
        }
    }
}
