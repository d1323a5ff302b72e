package dev.kindred.assignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.kindred.catalog.SourceTable;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Variable;

/**
 * A row whose features could be otherwise.
 *
 * @param vector       as a model compares it
 * @param unnormalized the same before it was divided by its length; the same array where that is not done
 */
record Alterable(float[] vector, float[] unnormalized, List<Part> parts) {

    private static final Set<String> WHOLE_NUMBERS = Set.of("smallint", "integer", "bigint");

    /** One feature. */
    interface Part {
        String feature();

        /** A Number, Boolean or String; null where it is not known. */
        Object value();

        /** Whether it can take any number, or any whole one, rather than one of some values. */
        boolean isNumber();

        boolean isWhole();

        /** Where the vector has a number. */
        int position();

        /** The number that has this at its position, before the vector is normalized; NaN where there is none. */
        double valueAt(double element);

        /** The other values that a flag or a category could take. */
        List<Object> others();

        /** The row's vector with another value. */
        float[] vectorWith(Object other);
    }

    boolean isNormalized() {
        return vector != unnormalized;
    }

    /**
     * A row that a recipe encodes.
     *
     * @throws dev.kindred.problem.Invalid if the recipe refuses it
     */
    static Alterable of(Recipe recipe, SourceTable table, StoredRow row) {
        float[] unnormalized = recipe.encodeUnnormalized(row);
        List<Part> parts = recipe.variables(row).stream()
                .<Part>map(variable -> new Encoded(recipe, variable, isWhole(table, variable.column()))).toList();
        return new Alterable(recipe.isNormalized() ? recipe.encode(row) : unnormalized, unnormalized, parts);
    }

    /** A row of plain columns; the elements of one vector column have no names, and so nothing to change. */
    static Alterable of(List<String> columns, SourceTable table, StoredRow row, float[] vector) {
        List<Part> parts = new ArrayList<>();
        for (int j = 0; columns.size() == vector.length && j < vector.length; j++) {
            if (row.column(columns.get(j)) instanceof Number number) {
                parts.add(new Plain(columns.get(j), number, j, isWhole(table, columns.get(j)), vector));
            }
        }
        return new Alterable(vector, vector, parts);
    }

    private static boolean isWhole(SourceTable table, String column) {
        return column != null && WHOLE_NUMBERS.contains(table.column(column).type());
    }

    private record Encoded(Recipe recipe, Variable variable, boolean isWhole) implements Part {

        @Override
        public String feature() {
            return variable.feature();
        }

        @Override
        public Object value() {
            return variable.value();
        }

        @Override
        public boolean isNumber() {
            return variable.isNumber();
        }

        @Override
        public int position() {
            return variable.position();
        }

        @Override
        public double valueAt(double element) {
            return variable.valueAt(element);
        }

        @Override
        public List<Object> others() {
            return variable.others();
        }

        @Override
        public float[] vectorWith(Object other) {
            return recipe.encode(variable.with(other));
        }
    }

    private record Plain(String feature, Number value, int position, boolean isWhole, float[] vector) implements Part {

        @Override
        public boolean isNumber() {
            return true;
        }

        @Override
        public double valueAt(double element) {
            return element;
        }

        @Override
        public List<Object> others() {
            return List.of();
        }

        @Override
        public float[] vectorWith(Object other) {
            float[] changed = vector.clone();
            changed[position] = ((Number) other).floatValue();
            return changed;
        }
    }
}
