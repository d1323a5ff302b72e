package dev.kindred.query;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;

import dev.kindred.catalog.SourceColumn;

/**
 * What a row tells: a column, or one of the attributes in its column {@code attributes}.
 *
 * @param column    as the catalogue knows it
 * @param attribute its key; null where the field is the column
 */
public record Field(SourceColumn column, String attribute) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As in files: {@code is_active}, {@code attributes.plan}. */
    public String name() {
        return attribute == null ? column.name() : column.name() + '.' + attribute;
    }

    /** As in JSON answers: {@code isActive}, {@code attributes.plan}. */
    public String jsonName() {
        String camelCased = FieldNames.camelCased(column.name());
        return attribute == null ? camelCased : camelCased + '.' + attribute;
    }

    /** The select expression; where the field is an attribute it has one {@code ?}, for the key. */
    String sql(String alias) {
        String quoted = alias + '.' + column.quoted();
        return attribute == null ? quoted : quoted + " -> cast(? as text)";
    }

    /** For JSON: a number, a flag, a text, an instant, or a piece of JSON that is passed on as it is. */
    Object value(ResultSet row, int index) throws SQLException {
        return switch (ColumnType.of(column)) {
            case INTEGER, REAL, DOUBLE, NUMERIC, BOOLEAN -> row.getObject(index);
            case INSTANT -> {
                OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            case LOCAL_TIME -> {
                String text = row.getString(index);
                yield text == null ? null : text.replace(' ', 'T'); // ISO 8601, as filters take it
            }
            case JSON -> {
                String text = row.getString(index);
                yield text == null ? null : new RawValue(text);
            }
            default -> row.getString(index);
        };
    }

    /** For files: numbers without an exponent, the text of a JSON string or else JSON; null where it is unknown. */
    String text(ResultSet row, int index) throws SQLException {
        Object value = value(row, index);
        if (value instanceof RawValue json) {
            return textOf((String) json.rawValue());
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        boolean isFloat = value instanceof Double number && Double.isFinite(number)
                || value instanceof Float single && Float.isFinite(single);
        if (isFloat) {
            String plain = new BigDecimal(value.toString()).toPlainString();
            return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
        }
        return value == null ? null : value.toString();
    }

    private static String textOf(String json) {
        if (json.equals("null")) {
            return null;
        }
        try {
            return json.startsWith("\"") ? JSON.readValue(json, String.class) : json;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A jsonb value is no JSON", impossible);
        }
    }
}
