package dev.kindred.query;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import dev.kindred.catalog.SourceColumn;

/**
 * What a column holds, as far as filters and answers care.
 * <p>
 * Values are bound in the column's own type, or one that compares with it in the same index family: then the column needs
 * no cast, and an index on it serves.
 */
enum ColumnType {
    /** Of any width. */
    INTEGER("bigint", "a whole number between -9223372036854775808 and 9223372036854775807", Long::valueOf),
    /** Compared in 32 bits, so that 0.1 finds what was stored as 0.1. */
    REAL("real", "a number such as 1.5, at most ±3.4e38", text -> finite(number(text).floatValue())),
    /** Compared in 64 bits. */
    DOUBLE("double precision", "a number such as 1.5, at most ±1.7e308", text -> finite(number(text).doubleValue())),
    /** Exact. */
    NUMERIC("numeric", "a number such as 1.5, of at most 1000 digits", ColumnType::number),
    /** In words only. */
    BOOLEAN("boolean", "true or false", ColumnType::flag),
    /** Of any length. */
    TEXT("text", "a text", text -> text),
    /** With an offset, or else UTC. */
    INSTANT("timestamptz",
            "a time such as 2026-01-31T12:00:00Z or a date such as 2026-01-31 (UTC; a + in an address is written %2B)",
            ColumnType::instant),
    /** Without an offset. */
    LOCAL_TIME("timestamp", "a time such as 2026-01-31T12:00:00 or a date such as 2026-01-31", ColumnType::localTime),
    /** A day. */
    DATE("date", "a date such as 2026-01-31", text -> year(LocalDate.parse(text))),
    /** As RFC 9562 writes it. */
    UUID_TYPE("uuid", "a UUID such as 123e4567-e89b-12d3-a456-426614174000", ColumnType::uuid),
    /** Compared by its keys, as attributes. */
    JSON(null, null, null),
    /** Shown, but not compared. */
    OTHER(null, null, null);

    private static final int MOST_DIGITS = 1_000;

    private final String sqlType;
    private final String expected;
    private final Function<String, Object> parser;

    ColumnType(String sqlType, String expected, Function<String, Object> parser) {
        this.sqlType = sqlType;
        this.expected = expected;
        this.parser = parser;
    }

    static ColumnType of(SourceColumn column) {
        return switch (withoutModifier(column.type())) {
            case "smallint", "integer", "bigint" -> INTEGER;
            case "real" -> REAL;
            case "double precision" -> DOUBLE;
            case "numeric" -> NUMERIC;
            case "boolean" -> BOOLEAN;
            case "text", "character varying" -> TEXT;
            case "timestamp with time zone" -> INSTANT;
            case "timestamp without time zone" -> LOCAL_TIME;
            case "date" -> DATE;
            case "uuid" -> UUID_TYPE;
            case "jsonb" -> JSON;
            default -> OTHER;
        };
    }

    /** {@code timestamp(3) with time zone} as {@code timestamp with time zone}. */
    private static String withoutModifier(String type) {
        int open = type.indexOf('(');
        return open < 0 ? type : type.substring(0, open) + type.substring(type.indexOf(')', open) + 1);
    }

    boolean isComparable() {
        return parser != null;
    }

    /** Whether one value can be larger than another. */
    boolean isOrdered() {
        return this != BOOLEAN && this != UUID_TYPE;
    }

    /** The SQL type that values are cast to. */
    String sqlType() {
        return sqlType;
    }

    /** What a value must look like, for messages. */
    String expected() {
        return expected;
    }

    /** The value to bind; empty where the text is none of this type. */
    Optional<Object> parse(String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException | DateTimeException notOfThisType) {
            return Optional.empty();
        }
    }

    /** A number that can be written out, unlike 1e999999999. */
    private static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text);
        if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static Object finite(double number) {
        if (Double.isInfinite(number)) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static Object finite(float number) {
        if (Float.isInfinite(number)) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static Object flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException();
        }
        return Boolean.valueOf(text);
    }

    /** UUID.fromString alone would take "1-1-1-1-1". */
    private static Object uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException();
        }
        return uuid;
    }

    private static LocalDateTime localTime(String text) {
        return year(isDate(text) ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text));
    }

    private static boolean isDate(String text) {
        return text.length() <= "2026-01-31".length();
    }

    private static Object instant(String text) {
        if (isDate(text)) {
            return year(LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC));
        }
        TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from,
                LocalDateTime::from);
        return year(time instanceof LocalDateTime local
                ? local.atOffset(ZoneOffset.UTC)
                : ((OffsetDateTime) time).withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** PostgreSQL and Java write years beyond four digits, and before the first, in different ways. */
    private static <T extends TemporalAccessor> T year(T time) {
        int year = time.get(ChronoField.YEAR);
        if (year < 1 || year > 9999) {
            throw new DateTimeException("year");
        }
        return time;
    }
}
