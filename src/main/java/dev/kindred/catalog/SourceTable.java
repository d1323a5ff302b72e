package dev.kindred.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/**
 * An allow-listed table or view, as the catalogue knows it.
 *
 * @param name    as users write it: {@code table} in schema public, else {@code schema.table}
 * @param quoted  schema and table as quoted SQL identifiers
 * @param columns in table order
 */
public record SourceTable(String name, String quoted, List<SourceColumn> columns) {

    /** The column of that exact name, or an {@link Invalid} that lists the ones there are. */
    public SourceColumn column(String columnName) {
        return find(columnName).orElseThrow(() -> new Invalid("Table '%s' has no column '%s'; it has %s.".formatted(
                name, columnName, columns.stream().map(SourceColumn::name).collect(Collectors.joining(", ")))));
    }

    private Optional<SourceColumn> find(String columnName) {
        return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
    }

    /** All numeric columns but the primary key, in table order. */
    public List<SourceColumn> numericColumns() {
        return columns.stream()
                .filter(column -> column.kind() == SourceColumn.Kind.NUMERIC && !column.primaryKey())
                .toList();
    }

    /** The primary key's columns; empty where there is none, as for a view. */
    public List<SourceColumn> primaryKey() {
        return columns.stream().filter(SourceColumn::primaryKey).toList();
    }

    /** A name as an SQL identifier, safe in any statement. */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
