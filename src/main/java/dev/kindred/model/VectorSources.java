package dev.kindred.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.catalog.Catalog;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Element;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Recipes;

/** Finds what makes the vectors of a training that is wanted, or of a model there is. */
@ApplicationScoped
public class VectorSources {

    private final Catalog catalog;
    private final Recipes recipes;

    VectorSources(Catalog catalog, Recipes recipes) {
        this.catalog = catalog;
        this.recipes = recipes;
    }

    /** Of a request; {@link Invalid} or NotFound where it names none that can be used. */
    VectorSource of(NewModel wanted) {
        return of(wanted.table(), wanted.recipe(), wanted.columnNames(), wanted.weights());
    }

    /**
     * The same in parts.
     *
     * @param table   or recipe; the other one is null
     * @param columns of the table; none means all that serve
     * @param weights null for none
     */
    VectorSource of(String table, String recipe, List<String> columns, String weights) {
        if ((table == null) == (recipe == null)) {
            throw new Invalid("A model is trained on either a table or a recipe; the request has %s.".formatted(
                    table == null ? "neither" : "both"));
        }
        if (recipe == null) {
            return FeatureColumns.of(catalog.table(table), columns, weights);
        }
        if (!columns.isEmpty()) {
            throw new Invalid("columns go with a table; the recipe '%s' says itself what its vectors are made of."
                    .formatted(recipe));
        }
        return of(recipes.named(recipe), weights);
    }

    /** Of the recipe that has a hash, whatever its name; empty where there is none. */
    Optional<VectorSource> ofHash(String hash, String weights) {
        return recipes.withHash(hash).map(recipe -> of(recipe, weights));
    }

    /**
     * Of a model, as its table is now.
     *
     * @throws Conflict if the model's recipe is no longer what it was at the training
     */
    public VectorSource of(KMeansModel model) {
        return model.recipe == null
                ? FeatureColumns.of(catalog.table(model.table), model.columns, model.options.weights())
                : of(recipeOf(model), model.options.weights());
    }

    /**
     * An SQL expression for the vectors of a source in a connection's transaction: the stored column where it holds what the
     * source makes, which is much cheaper to read, else {@link VectorSource#vectorExpression()}. The transaction must hold
     * a lock on the table, or another recipe may swap its column in before it is read.
     */
    public String expression(Connection connection, VectorSource source) throws SQLException {
        if (source.recipe() == null) {
            return source.vectorExpression();
        }
        return recipes.storedColumn(connection, source.table().name(), source.recipe().hash())
                .map(column -> VectorSource.ROW + '.' + column).orElseGet(source::vectorExpression);
    }

    /**
     * A model's point in original units: by column for plain columns (a {@code List<Float>} for one vector column), by
     * feature for a recipe, as {@link Recipe#decode} says. Where there is no way back, by position as it is encoded: under
     * the cosine distance and of recipes that normalize, a point is a direction without units; and a recipe may be gone.
     */
    public Map<String, Object> originalUnits(KMeansModel model, float[] point) {
        return originalUnits(model).apply(point);
    }

    /** The same for many points, with one look for the recipe. */
    public Function<float[], Map<String, Object>> originalUnits(KMeansModel model) {
        return decodable(model).<Function<float[], Map<String, Object>>>map(recipe -> recipe::decode)
                .orElse(point -> Centroids.byPosition(model.columns, point));
    }

    /** Whether {@link #originalUnits} finds the way back from a model's points. */
    public boolean hasUnits(KMeansModel model) {
        return model.recipe == null ? !TrainingOptions.isCosine(model.options) : decodable(model).isPresent();
    }

    private Optional<Recipe> decodable(KMeansModel model) {
        return TrainingOptions.isCosine(model.options)
                ? Optional.empty()
                : recipe(model).filter(recipe -> !recipe.isNormalized());
    }

    /**
     * What the elements of a model's vectors tell; nothing where they are those of one vector column, which have no names.
     * Where its recipe is gone, each position counts as a number of its name.
     */
    public List<Element> elements(KMeansModel model) {
        if (model.columns.size() < model.dimensions) {
            return List.of();
        }
        return recipe(model).map(Recipe::elements)
                .orElseGet(() -> model.columns.stream().map(Element::number).toList());
    }

    private Optional<Recipe> recipe(KMeansModel model) {
        return model.recipe == null
                ? Optional.empty()
                : recipes.find(model.recipe.name(), model.recipe.version())
                        .filter(recipe -> recipe.hash().equals(model.recipe.hash()));
    }

    private RecipeVectors of(Recipe recipe, String weights) {
        return RecipeVectors.of(recipe, catalog.table(recipe.table()), weights);
    }

    /**
     * The recipe that a model was trained on. While its statistics are declared ones, a version can still be fitted in its
     * place, and an administrator can delete one.
     *
     * @throws Conflict if it is no longer what it was at the training
     */
    Recipe recipeOf(KMeansModel model) {
        Optional<Recipe> now = recipes.find(model.recipe.name(), model.recipe.version());
        return now.filter(recipe -> recipe.hash().equals(model.recipe.hash())).orElseThrow(() -> new Conflict(
                "Model '%s' version %d was trained on %s, but %s; train a new version.".formatted(model.name,
                        model.version, RecipeVersion.words(model.recipe),
                        now.map(recipe -> "that recipe now has the hash " + recipe.hash())
                                .orElse("that recipe is gone and has no hash now"))));
    }
}
