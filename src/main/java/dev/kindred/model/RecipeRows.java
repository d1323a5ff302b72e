package dev.kindred.model;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.JsonRows;

/**
 * Rows for a model of a recipe: in original units, which the recipe encodes, or {@code {"vector": […]}}, encoded already.
 * A vector stands in an object so that it can't be taken for an array of original values.
 */
final class RecipeRows implements RowReader {

    private static final String VECTOR = "vector";

    private final KMeansModel model;
    private final VectorSources sources;

    /** Asked for once a row needs it, since the centroids still serve vectors when the recipe has changed. */
    private JsonRows encoder;

    RecipeRows(KMeansModel model, VectorSources sources) {
        this.model = model;
        this.sources = sources;
    }

    /**
     * As {@link RowReader#read}.
     *
     * @throws Conflict if the row has to be encoded and the recipe is no longer what it was at the training
     */
    @Override
    public float[] read(String where, JsonNode row) {
        if (row.path(VECTOR).isArray()) { // the value of a feature is never an array
            if (row.size() > 1) {
                throw new Invalid("%s.vector is all of a row that is encoded; leave the other fields out."
                        .formatted(where));
            }
            return RowReader.vector(where + '.' + VECTOR, row.path(VECTOR), model.dimensions);
        }
        if (encoder == null) {
            encoder = new JsonRows(sources.recipeOf(model));
        }
        float[] vector = encoder.encode(where, row);
        requireUsable(where, vector);
        return vector;
    }

    /** As in training: float32 distances beyond mean nothing. */
    private void requireUsable(String where, float[] vector) {
        for (int j = 0; j < vector.length; j++) {
            if (!(Math.abs(vector[j]) <= TrainingReader.LARGEST_VALUE)) {
                throw new Invalid("%s.%s is encoded as %s, but must be between -1e15 and 1e15.".formatted(where,
                        model.columns.get(j), vector[j]));
            }
        }
    }
}
