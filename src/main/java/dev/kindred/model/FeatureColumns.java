package dev.kindred.model;

import java.util.List;
import java.util.stream.Collectors;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceColumn.Kind;
import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;

/**
 * The columns of a table that make up its rows' vectors: numeric ones, an element each, or a single {@code vector}.
 *
 * @param table   where they are
 * @param columns in the order of the vector's elements
 */
record FeatureColumns(SourceTable table, List<SourceColumn> columns) {

    private static final String WHAT_SERVES = "columns must be numeric (any number of them), or one vector column";

    /**
     * Picks columns by name.
     *
     * @param names exact column names; none means all numeric columns but the primary key, in table order
     */
    static FeatureColumns of(SourceTable table, List<String> names) {
        if (names.isEmpty()) {
            if (table.numericColumns().isEmpty()) {
                throw new Invalid("Table '%s' has no numeric column besides its primary key; %s."
                        .formatted(table.name(), WHAT_SERVES));
            }
            return new FeatureColumns(table, table.numericColumns());
        }
        List<SourceColumn> columns = names.stream().map(table::column).toList();
        for (SourceColumn column : columns) {
            boolean serves = column.kind() == Kind.NUMERIC || column.kind() == Kind.VECTOR && columns.size() == 1;
            if (!serves) {
                throw new Invalid("Column '%s' has type %s; %s.".formatted(column.name(), column.type(), WHAT_SERVES));
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new Invalid("A column is named twice in %s; once is right.".formatted(names));
        }
        return new FeatureColumns(table, columns);
    }

    List<String> names() {
        return columns.stream().map(SourceColumn::name).toList();
    }

    boolean isVector() {
        return columns.get(0).kind() == Kind.VECTOR;
    }

    /** An SQL expression for a row's vector; NULL where any of the columns is. */
    String vectorExpression() {
        if (isVector()) {
            return columns.get(0).quoted();
        }
        // Each element is cast by itself: bigint[] and smallint[] have no cast to vector.
        String elements = columns.stream().map(column -> column.quoted() + "::real").collect(Collectors.joining(", "));
        String all = columns.stream().map(SourceColumn::quoted).collect(Collectors.joining(", "));
        return "case when num_nulls(%s) = 0 then array[%s]::vector end".formatted(all, elements);
    }

    /** An SELECT of all vectors, in primary-key order where there is a key, so that a seed gives the same start. */
    String query() {
        String order = table.primaryKey().stream().map(SourceColumn::quoted).collect(Collectors.joining(", "));
        return "select %s from %s%s".formatted(vectorExpression(), table.quoted(),
                order.isEmpty() ? "" : " order by " + order);
    }
}
