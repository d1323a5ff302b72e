package dev.kindred.recipe;

import java.math.BigDecimal;

import dev.kindred.problem.Invalid;

/**
 * Where a feature's value comes from: a column, or a key of the JSON column {@code attributes}. An attribute counts as a
 * number only where it is a JSON number, as a flag only where it is true or false; a text such as "12" is no number.
 */
record Source(String column, String attribute) {

    /** The JSON column that attributes are taken from. */
    static final String ATTRIBUTES = "attributes";

    /** Beyond it float32 distances mean nothing; a larger attribute counts as unknown. */
    static final double LARGEST = 1e15;

    /** {@code age}, or {@code attributes.plan}. */
    String name() {
        return column != null ? column : ATTRIBUTES + '.' + attribute;
    }

    /** In SQL, as float8. */
    String number(String row) {
        if (column != null) {
            return columnOf(row) + "::float8";
        }
        // In two steps: a cast to float8 fails for numbers beyond its range, which jsonb can hold.
        return "case when jsonb_typeof(%1$s) = 'number' then case when (%1$s)::numeric between -1e15 and 1e15 then (%1$s)::float8 end end"
                .formatted(jsonOf(row));
    }

    /** In SQL, as boolean. */
    String flag(String row) {
        return column != null
                ? columnOf(row)
                : "case when jsonb_typeof(%1$s) = 'boolean' then (%1$s)::boolean end".formatted(jsonOf(row));
    }

    /** In SQL, as text. Numbers without trailing zeros, since JSON may write one number in several ways. */
    String category(String row) {
        return column != null
                ? columnOf(row) + "::text"
                : """
                        case jsonb_typeof(%1$s) when 'number' then trim_scale((%1$s)::numeric)::text \
                        when 'string' then %2$s ->> %3$s when 'boolean' then %2$s ->> %3$s end"""
                        .formatted(jsonOf(row), row + '.' + ATTRIBUTES, Sql.literal(attribute));
    }

    /** Null where it is not known. */
    Double number(RowValues row) {
        Object value = value(row);
        if (value instanceof Number number) {
            return usable(number.doubleValue());
        }
        return unknown(value, "a number");
    }

    /** Null where it is not known. */
    Boolean flag(RowValues row) {
        Object value = value(row);
        return value instanceof Boolean flag ? flag : unknown(value, "true or false");
    }

    /** Null where it is not known. Numbers as in SQL. */
    String category(RowValues row) {
        Object value = value(row);
        if (value instanceof String || value instanceof Boolean) {
            return value.toString();
        }
        return value instanceof Number number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : unknown(value, "a text");
    }

    private Object value(RowValues row) {
        return column != null ? row.column(column) : row.attribute(attribute);
    }

    private Double usable(double number) {
        boolean isUsable = Math.abs(number) <= LARGEST; // false for NaN
        if (!isUsable && column != null) {
            throw new Invalid("%s must be between -1e15 and 1e15, but was %s.".formatted(column, number));
        }
        return isUsable ? number : null;
    }

    private <T> T unknown(Object value, String expected) {
        if (value != null && column != null) {
            throw new Invalid("%s must be %s.".formatted(column, expected));
        }
        return null;
    }

    private String columnOf(String row) {
        return row + '.' + Sql.identifier(column);
    }

    private String jsonOf(String row) {
        return "%s.%s -> %s".formatted(row, ATTRIBUTES, Sql.literal(attribute));
    }
}
