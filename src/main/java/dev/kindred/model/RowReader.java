package dev.kindred.model;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Excerpt;
import dev.kindred.problem.Invalid;

/** Reads the rows of requests into vectors of a model. */
public interface RowReader {

    /** For the rows of a model's table, in original units; of a recipe also encoded ones. */
    static RowReader of(KMeansModel model, VectorSources sources) {
        return model.recipe == null ? new ColumnRows(model.columns, model.dimensions) : new RecipeRows(model, sources);
    }

    /**
     * One row.
     *
     * @param where it stands in the request, for messages
     */
    float[] read(String where, JsonNode row);

    /** An array of exactly so many numbers; {@code where} names it in messages. */
    static float[] vector(String where, JsonNode values, int dimensions) {
        if (!values.isArray() || values.size() != dimensions) {
            throw new Invalid("%s must be an array of %d numbers, but %s.".formatted(where, dimensions,
                    values.isArray() ? "has " + values.size() : "is none"));
        }
        float[] vector = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            vector[j] = number("%s[%d]".formatted(where, j), values.get(j));
        }
        return vector;
    }

    static float number(String where, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            throw new Invalid("%s is missing; a number is needed, NULL can't be predicted.".formatted(where));
        }
        if (!value.isNumber()) {
            throw new Invalid("%s must be a number, but was %s.".formatted(where, Excerpt.of(value)));
        }
        double number = value.doubleValue();
        if (!(Math.abs(number) <= TrainingReader.LARGEST_VALUE)) {
            throw new Invalid("%s must be between -1e15 and 1e15, but was %s.".formatted(where, Excerpt.of(value)));
        }
        return (float) number;
    }
}
