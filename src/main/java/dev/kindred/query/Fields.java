package dev.kindred.query;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;

/** Which fields an answer shows, in their order. */
public record Fields(List<Field> items) {

    public Fields {
        items = List.copyOf(items);
    }

    /**
     * Reads a list such as {@code id,isActive,attributes.plan}. Fields are named like the columns or as in JSON.
     *
     * @param list null or blank for all columns but the vectors, in table order
     * @throws Invalid if a field is not there or given twice, listing the ones there are
     */
    public static Fields parse(String list, SourceTable table) {
        if (list == null || list.isBlank()) {
            return new Fields(table.columns().stream().filter(column -> !column.kind().isVector())
                    .map(column -> new Field(column, null)).toList());
        }
        RequestText.check("list of fields", list);
        FieldNames names = new FieldNames(table);
        List<Field> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : list.split(",", -1)) {
            Field field = names.field(name.strip());
            if (!seen.add(field.name())) {
                throw new Invalid("Field '%s' is asked for twice; once is right.".formatted(field.name()));
            }
            items.add(field);
        }
        return new Fields(items);
    }

    /** As in files: {@code is_active}, {@code attributes.plan}. */
    public List<String> names() {
        return items.stream().map(Field::name).toList();
    }

    /** The select list over a row alias, with a {@code ?} for the key of each attribute. */
    public String sql(String alias) {
        return items.stream().map(field -> field.sql(alias)).collect(Collectors.joining(", "));
    }

    /** What the select list's {@code ?} stand for, in order. */
    public List<Object> values() {
        return items.stream().map(Field::attribute).filter(Objects::nonNull).<Object>map(key -> key).toList();
    }

    /**
     * Binds the keys of the attributes.
     *
     * @param first index of the select list's first {@code ?}
     * @return the index that follows its last
     */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        return Filter.bind(values(), statement, first);
    }

    /** One row's values as texts for a file, null where unknown; the fields start at a column of the result. */
    public List<String> texts(ResultSet row, int first) throws SQLException {
        List<String> texts = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            texts.add(items.get(i).text(row, first + i));
        }
        return texts;
    }

    /** One row as an object of a JSON answer: {@code isActive}, and attributes within {@code attributes}. */
    public Map<String, Object> answer(ResultSet row, int first) throws SQLException {
        return object(row, first, column -> FieldNames.camelCased(column));
    }

    /** One row as an object of a file: {@code is_active}, and attributes within {@code attributes}. */
    public Map<String, Object> object(ResultSet row, int first) throws SQLException {
        return object(row, first, column -> column);
    }

    private Map<String, Object> object(ResultSet row, int first, Function<String, String> naming) throws SQLException {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Field field = items.get(i);
            String name = naming.apply(field.column().name());
            Object value = field.value(row, first + i);
            if (field.attribute() == null) {
                object.put(name, value); // all attributes, where some were asked for before
            } else if (object.computeIfAbsent(name, absent -> new LinkedHashMap<>()) instanceof Map<?, ?> some) {
                putAttribute(some, field.attribute(), value);
            }
        }
        return object;
    }

    /** What a row lacks is left out: null would be another answer, of a row that says null. */
    @SuppressWarnings("unchecked") // made above
    private static void putAttribute(Map<?, ?> attributes, String key, Object value) {
        if (value != null) {
            ((Map<String, Object>) attributes).put(key, value);
        }
    }
}
