package dev.kindred.catalog;

/**
 * A column as the catalogue knows it.
 *
 * @param name       exact, unquoted
 * @param type       as {@code format_type} writes it, for messages
 * @param kind       what training can do with it
 * @param primaryKey whether it is part of the table's primary key
 */
public record SourceColumn(String name, String type, Kind kind, boolean primaryKey) {

    /** How a column's values become features. */
    public enum Kind {
        /** An integer, a float or a numeric: one feature. */
        NUMERIC,
        /** A {@code vector}: as many features as it has elements. */
        VECTOR,
        /** A {@code halfvec}, {@code real[]} or {@code double precision[]}: the same, once cast. */
        CASTS_TO_VECTOR,
        /** Anything else: no features, but a cross-tabulation can group by it. */
        OTHER;

        static Kind of(String typeName) {
            return switch (typeName) {
                case "int2", "int4", "int8", "float4", "float8", "numeric" -> NUMERIC;
                case "vector" -> VECTOR;
                case "halfvec", "_float4", "_float8" -> CASTS_TO_VECTOR;
                default -> OTHER;
            };
        }

        /** Whether one value holds many features. */
        public boolean isVector() {
            return this == VECTOR || this == CASTS_TO_VECTOR;
        }
    }

    /** The name as an SQL identifier, quoted; safe in any statement. */
    public String quoted() {
        return SourceTable.quote(name);
    }
}
