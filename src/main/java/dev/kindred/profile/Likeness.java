package dev.kindred.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** By what profiles are compared, and how. */
enum Likeness {
    /** 1 − shared topics / topics of either. */
    INTERESTS("jaccard_distance"),
    /** 1 − cosine of the angle, which is 0 for the same products in the same proportions. */
    PURCHASES("cosine_distance"),
    /** Euclidean distance. */
    TASTE("l2_distance");

    private final String function;

    Likeness(String function) {
        this.function = function;
    }

    /** The attribute's name, by which requests ask for it, too. */
    String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HQL function, which Hibernate renders as pgvector's operator. */
    String function() {
        return function;
    }

    static Likeness parse(String code) {
        return Arrays.stream(values()).filter(it -> it.attribute().equals(code)).findFirst()
                .orElseThrow(() -> new Invalid("by must be one of %s, but was '%s'.".formatted(
                        Arrays.stream(values()).map(Likeness::attribute).collect(Collectors.joining(", ")), code)));
    }
}
