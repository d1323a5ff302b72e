package dev.kindred.model;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Invalid;

/** Rows for a model of plain columns: arrays of d numbers, or objects with a number for each column. */
record ColumnRows(List<String> columns, int dimensions) implements RowReader {

    @Override
    public float[] read(int index, JsonNode row) {
        if (row.isArray()) {
            return RowReader.vector("rows[%d]".formatted(index), row, dimensions);
        }
        if (row.isObject()) {
            return byName(index, row);
        }
        throw new Invalid("rows[%d] must be an array of %d numbers or an object with %s.".formatted(index, dimensions,
                columns));
    }

    private float[] byName(int index, JsonNode row) {
        row.fieldNames().forEachRemaining(field -> {
            if (!columns.contains(field)) {
                throw new Invalid("rows[%d] has an unknown column '%s'; the model's columns are %s.".formatted(index,
                        field, columns));
            }
        });
        if (columns.size() == 1 && row.path(columns.get(0)).isArray()) {
            return RowReader.vector("rows[%d].%s".formatted(index, columns.get(0)), row.path(columns.get(0)),
                    dimensions);
        }
        if (columns.size() != dimensions) {
            throw new Invalid("rows[%d].%s must be an array of %d numbers.".formatted(index, columns.get(0),
                    dimensions));
        }
        float[] vector = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            vector[j] = RowReader.number("rows[%d].%s".formatted(index, columns.get(j)), row.path(columns.get(j)));
        }
        return vector;
    }
}
