package dev.kindred.recipe;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.catalog.Catalog;
import dev.kindred.catalog.SourceTable;
import dev.kindred.database.Snapshot;
import dev.kindred.problem.Invalid;

/** Makes new versions of recipes: fits features to a whole table in one snapshot and stores what came out. */
@ApplicationScoped
class RecipeFit {

    /** What pgvector's indexes can hold; stored vectors are there to be searched. */
    private static final int MOST_INDEXED_ELEMENTS = 2_000;

    /** What the type vector can hold. */
    private static final int MOST_ELEMENTS = 16_000;

    private final Recipes recipes;
    private final RecipeTable rows;
    private final Catalog catalog;

    RecipeFit(Recipes recipes, RecipeTable rows, Catalog catalog) {
        this.recipes = recipes;
        this.rows = rows;
        this.catalog = catalog;
    }

    /** The next version of a name, fitted to its table as it is now. */
    Recipe fit(NewRecipe wanted) {
        SourceTable table = catalog.table(wanted.table());
        Normalize normalize = Words.parse(Normalize.class, "normalize", wanted.normalize(), Normalize.NONE);
        List<Feature> features = FeatureCheck.features(wanted, table);
        StoredVectors.requireServing(wanted.name(), table.name(), features);
        return fit(wanted.name(), table, normalize, features);
    }

    /** The same features fitted once more, as the next version. */
    Recipe fitAgain(Recipe recipe) {
        SourceTable table = catalog.table(recipe.table());
        FeatureCheck.recheck(recipe.row().features(), table);
        return fit(recipe.name(), table, recipe.row().normalize(), recipe.row().features());
    }

    private Recipe fit(String name, SourceTable table, Normalize normalize, List<Feature> features) {
        return recipes.with(connection -> {
            connection.setAutoCommit(false);
            try {
                Snapshot.begin(connection);
                Fitting fitting = new Fitting(connection, table.quoted());
                List<Feature> fitted = fitting.fit(features);
                requireFittingWidth(name, fitted);
                connection.commit(); // the version's number must be chosen in a younger snapshot
                Recipe stored = rows.store(connection, name, table.name(), normalize, fitted, fitting.rows());
                connection.commit();
                return stored;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    private static void requireFittingWidth(String name, List<Feature> features) {
        int width = features.stream().filter(feature -> feature.dropped() == null).map(BlockCode::of)
                .mapToInt(BlockCode::width).sum();
        int most = name.equals(StoredVectors.RECIPE) ? MOST_INDEXED_ELEMENTS : MOST_ELEMENTS;
        if (width > most) {
            throw new Invalid("The vector would have %d elements, but %d are the most; set or lower maxCategories."
                    .formatted(width, most));
        }
    }
}
