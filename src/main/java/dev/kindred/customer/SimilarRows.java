package dev.kindred.customer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.kindred.neighbor.Explanation;
import dev.kindred.neighbor.Metric;
import dev.kindred.recall.SearchWay;
import dev.kindred.recipe.Recipe;

/**
 * What a search found.
 *
 * @param recipe    what made the vectors that were compared
 * @param way       how they were found
 * @param asked     the stored customer that was asked about, where explanations are wanted; else null
 * @param neighbors closest first; all have a distance
 * @param isShort   whether fewer rows came than were asked for
 */
record SimilarRows(Recipe recipe, SearchWay way, SimilarRow asked, List<SimilarRow> neighbors, boolean isShort) {

    /** An index may give its rows in relaxed order. */
    private static final Comparator<SimilarRow> CLOSEST_FIRST = Comparator.comparing(SimilarRow::distance)
            .thenComparing(SimilarRow::id);

    /**
     * Sorts what a statement gave. All-zero rows have no cosine distance, and an unknown customer gives none at all;
     * PostgreSQL sorts NaN and NULL last, so that dropping such rows shortens no answer.
     */
    static SimilarRows of(List<SimilarRow> rows, SimilarRow asked, Recipe recipe, SearchWay way, int limit) {
        List<SimilarRow> neighbors = new ArrayList<>(rows);
        neighbors.removeIf(row -> !row.hasDistance());
        neighbors.sort(CLOSEST_FIRST);
        return new SimilarRows(recipe, way, asked, neighbors, rows.size() < limit);
    }

    /** Whether there may be more: an index that gives fewer rows than asked for has stopped looking. */
    boolean mayLackSome() {
        return isShort && !way.isExact();
    }

    /**
     * Without those that are too far. Cut here, not in SQL: as a condition on an index scan it would make the scan look
     * for more and more rows where all further ones are too far.
     */
    SimilarRows within(Double maxDistance) {
        return maxDistance == null
                ? this
                : new SimilarRows(recipe, way, asked, neighbors.stream().filter(row -> row.distance() <= maxDistance)
                        .toList(), isShort);
    }

    /** Why one of them is as near as it is. */
    Explanation explain(SimilarRow neighbor, Origin origin, Metric metric) {
        Explanation.Side here = origin instanceof Origin.Described described
                ? described.side(recipe)
                : new Explanation.Side(asked.vector(), asked.features());
        return Explanation.of(metric, recipe.blocks(), here,
                new Explanation.Side(neighbor.vector(), neighbor.features()));
    }
}
