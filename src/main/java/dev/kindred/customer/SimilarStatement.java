package dev.kindred.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

import dev.kindred.plan.EstimatedPlan;
import dev.kindred.plan.PlanLog;
import dev.kindred.recall.Reason;
import dev.kindred.recall.SearchWay;
import dev.kindred.recipe.Recipe;

/**
 * The search in SQL. Native, since HQL can say neither a filter's fragment nor the exact form, and in one statement, so
 * that what is compared, what is shown and the recipe come from one snapshot. Where another recipe than the expected one
 * is active, it gives no rows and compares nothing.
 */
final class SimilarStatement {

    /** The version too, which the answer names: two versions may have one hash. */
    private static final String RECIPE_IS = """
            (select r.version = ? and r.hash = ? from recipe r where r.name = 'customer' and r.active)""";

    private final Origin origin;
    private final SimilarOptions options;
    private final Recipe recipe;
    private final SearchWay way;
    private final List<FeatureSource> features;

    SimilarStatement(Origin origin, SimilarOptions options, Recipe recipe, SearchWay way) {
        this.way = way;
        this.origin = origin;
        this.options = options;
        this.recipe = recipe;
        this.features = options.explain() ? FeatureSource.of(recipe) : List.of();
    }

    /** The nearest rows by that way; through an index there may be too few of them. */
    String text() {
        if (way.isExact()) {
            return withAsked(every(" + 0") + " order by distance, customer limit " + options.limit());
        }
        String found = every("") + (way.isSet() ? " and " + way.index().set(way.setting()) : "");
        if (!way.index().reranked()) {
            return withAsked(found + " order by distance limit " + options.limit());
        }
        return withAsked("select * from (" + found + " order by " + way.index().orderBy(origin.vector()) + " limit "
                + way.index().candidates(options.limit(), way.setting())
                + ") as candidate order by distance, customer limit " + options.limit());
    }

    /**
     * The limit is part of the text: where it is bound, the planner expects a tenth of all rows, does not keep the plan
     * with the index, and plans anew each time.
     *
     * @param plus what is added to the distance: a sum is no operator that an index knows
     */
    private String every(String plus) {
        return "select c.id as customer, (c.embedding " + options.metric().operator() + ' ' + origin.vector() + ')'
                + plus + " as distance" + columns() + " from customer c where " + RECIPE_IS
                + (origin instanceof Origin.Stored ? " and c.id <> ?" : "")
                + (options.filter().isAll() ? "" : " and " + options.filter().sql());
    }

    /** The asked customer among the rows, for the explanations. */
    private String asked() {
        return "select c.id, null::float8" + columns() + " from customer c where c.id = ? and " + RECIPE_IS;
    }

    /** Never a bare vector, whose type changes with the recipe's width, which kept plans don't survive. */
    private String columns() {
        String shown = ", " + options.shown().sql();
        return options.explain()
                ? shown + ", c.embedding::real[], "
                        + features.stream().map(FeatureSource::sql).collect(Collectors.joining(", "))
                : shown;
    }

    private String withAsked(String neighbors) {
        return tellsAsked() ? "(" + asked() + ") union all (" + neighbors + ')' : neighbors;
    }

    private boolean tellsAsked() {
        return options.explain() && origin instanceof Origin.Stored;
    }

    /** The same by comparing all rows, because it came up short. */
    SimilarStatement exactly() {
        return new SimilarStatement(origin, options, recipe, SearchWay.exact(Reason.SHORT));
    }

    SimilarRows run(Connection connection, PlanLog plans) throws SQLException {
        plans.explain(way.isExact() ? "exact search" : "search by the index", connection, text(), this::bind);
        try (PreparedStatement statement = connection.prepareStatement(text())) {
            bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows);
            }
        }
    }

    /**
     * What to send of the search of a stored customer, with whole profiles, no filter and no explanation.
     *
     * @param text   with placeholders $1, $2, …
     * @param values in their order
     */
    record Usual(String text, List<Object> values) {}

    Usual usual() {
        long id = ((Origin.Stored) origin).id();
        List<Object> values = new ArrayList<>(List.of(id, recipe.version(), recipe.hash(), id));
        if (isReranked()) {
            values.add(id);
        }
        StringBuilder text = new StringBuilder(text());
        int from = 0;
        for (int number = 1; number <= values.size(); number++) {
            from = text.indexOf("?", from);
            text.replace(from, from + 1, "$" + number);
        }
        return new Usual(text.toString(), values);
    }

    /** The rows of the usual search. */
    SimilarRows read(RowSet<Row> rows) {
        List<SimilarRow> neighbors = new ArrayList<>(options.limit());
        for (Row row : rows) {
            neighbors.add(new SimilarRow(row.getLong(0), row.getDouble(1), ShownProfile.read(row, 2), null, null));
        }
        return SimilarRows.of(neighbors, null, recipe, way, options.limit());
    }

    /** What the planner makes of it. */
    EstimatedPlan estimate(Connection connection) throws SQLException {
        return EstimatedPlan.of(connection, text(), this::bind);
    }

    private SimilarRows read(ResultSet rows) throws SQLException {
        List<SimilarRow> neighbors = new ArrayList<>(options.limit());
        SimilarRow asked = null;
        while (rows.next()) {
            SimilarRow row = SimilarRow.read(rows, options.shown(), features);
            if (origin instanceof Origin.Stored stored && stored.id() == row.id()) {
                asked = row;
            } else {
                neighbors.add(row);
            }
        }
        return SimilarRows.of(neighbors, asked, recipe, way, options.limit());
    }

    void bind(PreparedStatement statement) throws SQLException {
        int index = 1;
        if (tellsAsked()) {
            index = options.shown().bind(statement, index);
            index = origin.bind(statement, index, recipe);
            index = bindRecipe(statement, index);
        }
        index = origin.bind(statement, index, recipe);
        index = options.shown().bind(statement, index);
        index = bindRecipe(statement, index);
        if (origin instanceof Origin.Stored) {
            index = origin.bind(statement, index, recipe);
        }
        index = options.filter().bind(statement, index);
        if (isReranked()) {
            origin.bind(statement, index, recipe);
        }
    }

    private boolean isReranked() {
        return !way.isExact() && way.index().reranked();
    }

    private int bindRecipe(PreparedStatement statement, int index) throws SQLException {
        statement.setInt(index, recipe.version());
        statement.setString(index + 1, recipe.hash());
        return index + 2;
    }
}
