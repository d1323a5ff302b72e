package dev.kindred.recipe;

import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** SQL constants. A recipe's statistics are part of the compiled text, so that the planner folds them. */
final class Sql {

    private Sql() {}

    /** Quoted; safe in any statement while {@code standard_conforming_strings} is on, as it always is by default. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A float8. */
    static String number(double value) {
        return "'" + value + "'::float8";
    }

    /** A float8[]. */
    static String numbers(double[] values) {
        return DoubleStream.of(values).mapToObj(Double::toString)
                .collect(Collectors.joining(",", "'{", "}'::float8[]"));
    }

    /** A vector; of float32, as its elements are. */
    static String vector(float[] values) {
        StringBuilder text = new StringBuilder("'[");
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",").append(values[i]);
        }
        return text.append("]'::vector").toString();
    }
}
