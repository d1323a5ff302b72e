package dev.kindred.problem;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** Looks into lists and objects as Jackson reads them. */
public class StorableValidator implements ConstraintValidator<Storable, Object> {

    /** What is wrong with a text, to follow its name; null if nothing. */
    public static String complaint(String text) {
        int position = text.indexOf('\0');
        if (position >= 0) {
            return "holds the character U+0000 at character %d, which no text in PostgreSQL can hold"
                    .formatted(position + 1);
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? null
                : "holds half of a surrogate pair, which is no character";
    }

    @Override
    public boolean isValid(Object value, ConstraintValidatorContext context) {
        String complaint = complaint(value);
        if (complaint == null) {
            return true;
        }
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(complaint).addConstraintViolation();
        return false;
    }

    private static String complaint(Object value) {
        if (value instanceof String text) {
            return complaint(text);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return "holds a number beyond ±1.8e308";
        }
        if (value instanceof Collection<?> elements) {
            return first(elements.stream());
        }
        return value instanceof Map<?, ?> fields
                ? first(Stream.concat(fields.keySet().stream(), fields.values().stream()))
                : null;
    }

    private static String first(Stream<?> values) {
        return values.map(StorableValidator::complaint).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
