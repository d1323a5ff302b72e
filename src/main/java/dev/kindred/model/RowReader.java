package dev.kindred.model;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Invalid;

/** Reads the rows of a predict request into vectors in the order of the model's columns. */
record RowReader(List<String> columns, int dimensions) {

    private static final int LONGEST_EXCERPT = 60;

    /**
     * One row.
     *
     * @param index its position in the request, for messages
     * @param row   an array of d numbers, or an object with a number for each column
     */
    float[] read(int index, JsonNode row) {
        if (row.isArray()) {
            return elements("rows[%d]".formatted(index), row);
        }
        if (row.isObject()) {
            return byName(index, row);
        }
        throw new Invalid("rows[%d] must be an array of %d numbers or an object with %s.".formatted(index, dimensions,
                columns));
    }

    private float[] elements(String where, JsonNode values) {
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

    private float[] byName(int index, JsonNode row) {
        row.fieldNames().forEachRemaining(field -> {
            if (!columns.contains(field)) {
                throw new Invalid("rows[%d] has an unknown column '%s'; the model's columns are %s.".formatted(index,
                        field, columns));
            }
        });
        if (columns.size() == 1 && row.path(columns.get(0)).isArray()) {
            return elements("rows[%d].%s".formatted(index, columns.get(0)), row.path(columns.get(0)));
        }
        if (columns.size() != dimensions) {
            throw new Invalid("rows[%d].%s must be an array of %d numbers.".formatted(index, columns.get(0),
                    dimensions));
        }
        float[] vector = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            vector[j] = number("rows[%d].%s".formatted(index, columns.get(j)), row.path(columns.get(j)));
        }
        return vector;
    }

    private static float number(String where, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            throw new Invalid("%s is missing; a number is needed, NULL can't be predicted.".formatted(where));
        }
        if (!value.isNumber()) {
            throw new Invalid("%s must be a number, but was %s.".formatted(where, excerpt(value)));
        }
        double number = value.doubleValue();
        if (!(Math.abs(number) <= TrainingReader.LARGEST_VALUE)) {
            throw new Invalid("%s must be between -1e15 and 1e15, but was %s.".formatted(where, excerpt(value)));
        }
        return (float) number;
    }

    private static String excerpt(JsonNode value) {
        String text = value.isNumber() ? value.asText() : value.toString();
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "…";
    }
}
