package dev.kindred.audience;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** From where the distance to several customers is measured. */
enum Strategy {
    /** From their average vector: right for seeds that are all of one kind. */
    CENTROID,
    /** From the nearest of them: right for seeds of several kinds. */
    BEST_MATCH;

    /** As requests write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Strategy parse(String word) {
        return Arrays.stream(values()).filter(strategy -> strategy.word().equals(word)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown strategy '%s'; known strategies are %s.".formatted(word,
                        Arrays.stream(values()).map(Strategy::word).collect(Collectors.joining(", ")))));
    }
}
