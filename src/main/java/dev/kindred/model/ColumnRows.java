package dev.kindred.model;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Invalid;

/** Rows for a model of plain columns: arrays of d numbers, or objects with a number for each column. */
record ColumnRows(List<String> columns, int dimensions) implements RowReader {

    @Override
    public float[] read(String where, JsonNode row) {
        if (row.isArray()) {
            return RowReader.vector(where, row, dimensions);
        }
        if (row.isObject()) {
            return byName(where, row);
        }
        throw new Invalid("%s must be an array of %d numbers or an object with %s.".formatted(where, dimensions,
                columns));
    }

    private float[] byName(String where, JsonNode row) {
        row.fieldNames().forEachRemaining(field -> {
            if (!columns.contains(field)) {
                throw new Invalid("%s has an unknown column '%s'; the model's columns are %s.".formatted(where,
                        field, columns));
            }
        });
        if (columns.size() == 1 && row.path(columns.get(0)).isArray()) {
            return RowReader.vector("%s.%s".formatted(where, columns.get(0)), row.path(columns.get(0)),
                    dimensions);
        }
        if (columns.size() != dimensions) {
            throw new Invalid("%s.%s must be an array of %d numbers.".formatted(where, columns.get(0),
                    dimensions));
        }
        float[] vector = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            vector[j] = RowReader.number("%s.%s".formatted(where, columns.get(j)), row.path(columns.get(j)));
        }
        return vector;
    }
}
