package dev.kindred.model;

import java.util.List;
import java.util.stream.Collectors;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceColumn.Kind;
import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;

/**
 * The columns of a table that make up its rows' vectors: numeric ones, an element each, or a single vector.
 *
 * @param table   where they are
 * @param columns in the order of the vector's elements
 * @param weights the numeric column that says how often a row counts; null where each counts once
 */
record FeatureColumns(SourceTable table, List<SourceColumn> columns,
        SourceColumn weights) implements VectorSource {

    private static final String WHAT_SERVES = "columns must be numeric (any number of them), or one column of type "
            + "vector, halfvec, real[] or double precision[]";

    /**
     * Picks columns by name.
     *
     * @param names   exact column names; none means all numeric columns but the primary key and the weights, in table
     *                order
     * @param weights a numeric column's name, or null
     */
    static FeatureColumns of(SourceTable table, List<String> names, String weights) {
        SourceColumn weightColumn = VectorSource.weightColumn(table, weights);
        List<SourceColumn> columns = names.isEmpty()
                ? allNumeric(table, weightColumn)
                : names.stream().map(table::column).toList();
        for (SourceColumn column : columns) {
            boolean serves = column.kind() == Kind.NUMERIC || column.kind().isVector() && columns.size() == 1;
            if (!serves) {
                throw new Invalid("Column '%s' has type %s; %s.".formatted(column.name(), column.type(), WHAT_SERVES));
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new Invalid("A column is named twice in %s; once is right.".formatted(names));
        }
        return new FeatureColumns(table, columns, weightColumn);
    }

    private static List<SourceColumn> allNumeric(SourceTable table, SourceColumn weights) {
        List<SourceColumn> columns = table.numericColumns().stream().filter(column -> !column.equals(weights)).toList();
        if (columns.isEmpty()) {
            throw new Invalid("Table '%s' has no numeric column besides its primary key; %s."
                    .formatted(table.name(), WHAT_SERVES));
        }
        return columns;
    }

    @Override
    public RecipeVersion recipe() {
        return null;
    }

    @Override
    public List<String> names() {
        return columns.stream().map(SourceColumn::name).toList();
    }

    boolean isVector() {
        return columns.get(0).kind().isVector();
    }

    /** NULL where any of the columns, or an element of an array, is. */
    @Override
    public String vectorExpression() {
        SourceColumn first = columns.get(0);
        if (first.kind() == Kind.VECTOR) {
            return first.quoted();
        }
        if (isVector()) {
            boolean isArray = first.type().endsWith("[]");
            return isArray
                    ? "case when array_position(%1$s, null) is null then %1$s::vector end".formatted(first.quoted())
                    : first.quoted() + "::vector";
        }
        // Each element is cast by itself: bigint[] and smallint[] have no cast to vector.
        String elements = columns.stream().map(column -> column.quoted() + "::real").collect(Collectors.joining(", "));
        String all = columns.stream().map(SourceColumn::quoted).collect(Collectors.joining(", "));
        return "case when num_nulls(%s) = 0 then array[%s]::vector end".formatted(all, elements);
    }

    @Override
    public String whyMissing() {
        return "with a NULL in " + names();
    }
}
