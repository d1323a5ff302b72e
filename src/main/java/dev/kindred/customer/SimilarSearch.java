package dev.kindred.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.plan.PlanLog;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;
import dev.kindred.recall.Search;
import dev.kindred.recall.SearchCounts;
import dev.kindred.recall.SearchPlanner;
import dev.kindred.recall.SearchWay;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Recipes;

/** Finds the customers most like another, usually by one statement in one round trip. */
@ApplicationScoped
class SimilarSearch {

    private final AgroalDataSource dataSource;
    private final Recipes recipes;
    private final SearchPlanner planner;
    private final SearchCounts counts;

    /** The active recipe as far as is known here; statements say which one they expect, so that an old one does no harm. */
    private volatile Recipe lastKnown;

    SimilarSearch(AgroalDataSource dataSource, Recipes recipes, SearchPlanner planner,
            SearchCounts counts) {
        this.counts = counts;
        this.dataSource = dataSource;
        this.planner = planner;
        this.recipes = recipes;
    }

    /**
     * The customers nearest to the origin, closest first, never the origin itself: as many as asked for, or all that
     * match.
     *
     * @throws NotFound if the origin is no stored customer
     * @throws Invalid  if the metric is cosine and the origin's vector all-zero
     */
    SimilarRows nearest(Origin origin, SimilarOptions options) {
        return nearest(origin, options, PlanLog.NONE);
    }

    /** The same, with the plans of its statements: none of a vain attempt with a recipe that is no longer active. */
    SimilarRows nearest(Origin origin, SimilarOptions options, PlanLog plans) {
        Recipe expected = lastKnown == null || plans != PlanLog.NONE ? recipes.active(Customers.RECIPE) : lastKnown;
        while (true) {
            SimilarRows found = null;
            Invalid refused = null;
            try {
                found = search(origin, options, expected, plans);
                if (!found.neighbors().isEmpty()) {
                    lastKnown = expected;
                    counts.count(found.way());
                    return found.within(options.maxDistance());
                }
            } catch (Invalid byThisRecipe) { // of a profile, which another recipe may take
                refused = byThisRecipe;
            }
            Recipe active = recipes.active(Customers.RECIPE);
            if (active.hash().equals(expected.hash()) && active.version() == expected.version()) {
                if (refused != null) {
                    throw refused;
                }
                requireExisting(origin, options);
                counts.count(found.way());
                return found;
            }
            expected = active;
        }
    }

    /** Where an index gave too few, all rows are compared. That statement stands on its own: it reads the origin again. */
    private SimilarRows search(Origin origin, SimilarOptions options, Recipe recipe, PlanLog plans) {
        if (origin instanceof Origin.Described described) {
            Origin.requireDirection(described.isZero(recipe), options.metric());
        }
        SearchWay way = way(origin, options, recipe);
        SimilarStatement statement = new SimilarStatement(origin, options, recipe, way);
        if (plans != PlanLog.NONE) {
            return Snapshot.read(dataSource, null, connection -> run(connection, statement, plans));
        }
        try (Connection connection = dataSource.getConnection()) {
            return run(connection, statement, plans);
        } catch (SQLException failure) {
            throw new IllegalStateException("The search for similar customers failed", failure);
        }
    }

    private static SimilarRows run(Connection connection, SimilarStatement statement, PlanLog plans)
            throws SQLException {
        SimilarRows found = statement.run(connection, plans);
        return found.mayLackSome() ? statement.exactly().run(connection, plans) : found;
    }

    private SearchWay way(Origin origin, SimilarOptions options, Recipe recipe) {
        return planner.way(wanted(origin, options, recipe), (connection, way, filter) -> new SimilarStatement(origin,
                options.with(filter), recipe, way).estimate(connection));
    }

    private static Search wanted(Origin origin, SimilarOptions options, Recipe recipe) {
        return new Search(Customers.RECIPE, recipe.reference(), options.metric(), options.limit(), options.filter(),
                options.minRecall(), origin instanceof Origin.Stored);
    }

    /**
     * The statement of a search by an index whose recipe and way were looked up lately, so that the database need not be asked
     * for them. What it gives is the answer unless it has no neighbours or may lack some; then {@link #nearest} finds out why.
     */
    Optional<SimilarStatement> knownByIndex(Origin origin, SimilarOptions options) {
        Recipe recipe = lastKnown;
        return recipe == null
                ? Optional.empty()
                : planner.knownWay(wanted(origin, options, recipe)).filter(way -> !way.isExact())
                        .map(way -> new SimilarStatement(origin, options, recipe, way));
    }

    /** To be called with the answer of a known statement. */
    void count(SimilarRows answer) {
        counts.count(answer.way());
    }

    /** No customer, a customer without direction and one without likes all look the same, so it is asked only then. */
    private void requireExisting(Origin origin, SimilarOptions options) {
        if (!(origin instanceof Origin.Stored stored)) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection
                        .prepareStatement("select vector_norm(embedding) = 0 from customer where id = ?")) {
            statement.setLong(1, stored.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Customers.unknown(stored.id());
                }
                Origin.requireDirection(row.getBoolean(1), options.metric());
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The customer could not be looked up", failure);
        }
    }
}
