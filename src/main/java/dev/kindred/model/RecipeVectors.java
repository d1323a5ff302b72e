package dev.kindred.model;

import java.util.List;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;
import dev.kindred.recipe.Recipe;

/**
 * What a recipe makes of its table's rows.
 *
 * @param encoding the recipe, as it was read from the database once: what is made of it stays the same to the end
 * @param table    the recipe's
 * @param columns  that the recipe reads
 */
record RecipeVectors(Recipe encoding, SourceTable table, List<SourceColumn> columns,
        SourceColumn weights) implements VectorSource {

    static RecipeVectors of(Recipe recipe, SourceTable table, String weights) {
        return new RecipeVectors(recipe, table, recipe.columns(table), VectorSource.weightColumn(table, weights));
    }

    @Override
    public RecipeVersion recipe() {
        return RecipeVersion.of(encoding);
    }

    @Override
    public List<String> names() {
        return encoding.positionNames();
    }

    @Override
    public String vectorExpression() {
        return encoding.expression(ROW);
    }

    @Override
    public String whyMissing() {
        return "refused by the recipe " + encoding.reference();
    }
}
