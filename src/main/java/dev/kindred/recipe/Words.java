package dev.kindred.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** Constants that requests and stored recipes write in small letters. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of that word, {@code otherwise} where there is none given, or an {@link Invalid} that lists them. */
    static <E extends Enum<E>> E parse(Class<E> type, String field, String word, E otherwise) {
        if (word == null) {
            return otherwise;
        }
        return Arrays.stream(type.getEnumConstants()).filter(constant -> of(constant).equals(word)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown %s '%s'; known are %s.".formatted(field, word,
                        Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", ")))));
    }
}
