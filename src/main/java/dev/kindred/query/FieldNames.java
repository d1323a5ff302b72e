package dev.kindred.query;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;

/**
 * The fields of a table by the names that users give them: the column's own, that of JSON, and {@code attributes.<key>}
 * where there is a column {@code attributes} of type jsonb. Vectors are no fields: thousands of numbers are nothing to
 * compare or to look at.
 */
record FieldNames(SourceTable table) {

    private static final String ATTRIBUTES = "attributes";
    private static final String ATTRIBUTE_PREFIX = ATTRIBUTES + '.';

    /** The field of that name, or an {@link Invalid} that lists the ones there are. */
    Field field(String name) {
        SourceColumn column = find(candidate -> candidate.name().equals(name))
                .or(() -> find(candidate -> camelCased(candidate.name()).equals(name))).orElse(null);
        if (column != null && !column.kind().isVector()) {
            return new Field(column, null);
        }
        boolean isAttribute = name.startsWith(ATTRIBUTE_PREFIX) && name.length() > ATTRIBUTE_PREFIX.length();
        if (isAttribute && attributes().isPresent()) {
            return new Field(attributes().get(), name.substring(ATTRIBUTE_PREFIX.length()));
        }
        throw new Invalid("%s; the fields of '%s' are %s.".formatted(column == null
                ? "There is no field " + RequestText.excerpt(name)
                : "Field '%s' is a vector, which is neither compared nor shown".formatted(name), table.name(), list()));
    }

    private String list() {
        String columns = table.columns().stream().filter(column -> !column.kind().isVector()).map(SourceColumn::name)
                .collect(Collectors.joining(", "));
        return attributes().isPresent() ? columns + " and " + ATTRIBUTE_PREFIX + "<key>" : columns;
    }

    private Optional<SourceColumn> attributes() {
        return find(column -> column.name().equals(ATTRIBUTES) && ColumnType.of(column) == ColumnType.JSON);
    }

    private Optional<SourceColumn> find(Predicate<SourceColumn> condition) {
        return table.columns().stream().filter(condition).findFirst();
    }

    /** {@code is_active} as {@code isActive}. */
    static String camelCased(String name) {
        StringBuilder camelCased = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            boolean isSeparator = name.charAt(i) == '_' && i > 0 && i + 1 < name.length();
            camelCased.append(isSeparator ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
        }
        return camelCased.toString();
    }
}
