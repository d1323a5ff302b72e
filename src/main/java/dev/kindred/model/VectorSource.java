package dev.kindred.model;

import java.util.List;
import java.util.stream.Collectors;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;

/** What makes the vectors of a table's rows: its columns as they are, or a recipe. */
public sealed interface VectorSource permits FeatureColumns, RecipeVectors {

    /** The alias of the table's rows in every statement over {@link #vectorExpression()}. */
    String ROW = "r";

    SourceTable table();

    /** The numeric column that says how often a row counts; null where each counts once. */
    SourceColumn weights();

    /** Null for plain columns. */
    RecipeVersion recipe();

    /** What a model calls its columns: a name for each element of a vector, or the one of a vector column. */
    List<String> names();

    /** An SQL expression for the vector of a row {@link #ROW}; NULL where it has none. */
    String vectorExpression();

    /** Why a row can have no vector, as a message says it. */
    String whyMissing();

    /** The table with its alias, for a FROM. */
    default String from() {
        return table().quoted() + " as " + ROW;
    }

    /**
     * An SQL expression for a row's primary key as text; of several columns a JSON array of them.
     *
     * @throws Invalid if the table has none
     */
    default String rowKey() {
        List<SourceColumn> key = table().primaryKey();
        if (key.isEmpty()) {
            throw new Invalid(
                    ("'%s' has no primary key, so that nothing can be said about one of its rows later; add one, or "
                            + "use the table below a view.").formatted(table().name()));
        }
        return key.size() == 1 ? keyColumns() + "::text" : "jsonb_build_array(%s)::text".formatted(keyColumns());
    }

    private String keyColumns() {
        return table().primaryKey().stream().map(column -> ROW + '.' + column.quoted())
                .collect(Collectors.joining(", "));
    }

    /** A SELECT of all vectors and their {@link #rowKey()}, in its order. */
    default String keyedQuery() {
        return "select %s, %s from %s order by %s".formatted(vectorExpression(), rowKey(), from(), keyColumns());
    }

    /**
     * A SELECT of all vectors, and weights where there are any. In primary-key order, or by value where there is no key:
     * the physical order changes with every update, and with it what a seed draws.
     */
    default String query() {
        String order = table().primaryKey().isEmpty() ? weights() == null ? "1" : "1, 2" : keyColumns();
        String values = vectorExpression() + (weights() == null ? "" : ", " + weights().quoted() + "::real");
        return "select %s from %s order by %s".formatted(values, from(), order);
    }

    /** The weights' column of that name; null for null. */
    static SourceColumn weightColumn(SourceTable table, String name) {
        if (name == null) {
            return null;
        }
        SourceColumn column = table.column(name);
        if (column.kind() != SourceColumn.Kind.NUMERIC) {
            throw new Invalid("Column '%s' has type %s; weights must be a numeric column."
                    .formatted(column.name(), column.type()));
        }
        return column;
    }
}
