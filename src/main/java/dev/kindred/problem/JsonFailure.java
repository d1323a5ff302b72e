package dev.kindred.problem;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says what is wrong with a JSON body, in the words of JSON; Jackson's own messages name Java types.
 */
final class JsonFailure {

    private JsonFailure() {}

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);

    static String describe(JsonProcessingException exception) {
        Matcher duplicate = DUPLICATE.matcher(String.valueOf(exception.getOriginalMessage()));
        if (duplicate.matches()) {
            return "Field '%s' is there twice; once is right.".formatted(duplicate.group(1));
        }
        if (exception instanceof UnrecognizedPropertyException unknown) {
            return "Unknown field '%s'%s.".formatted(pathOf(unknown), knownFields(unknown.getKnownPropertyIds()));
        }
        if (exception instanceof JsonMappingException mapping && !pathOf(mapping).isEmpty()) {
            return "Field '%s' has the wrong type%s.".formatted(pathOf(mapping), expected(mapping));
        }
        if (exception instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "The body has the wrong type%s.".formatted(expected(mismatch));
        }
        return "The body is not well-formed JSON%s.".formatted(position(exception.getLocation()));
    }

    private static String knownFields(Collection<Object> names) {
        if (names == null) {
            return "";
        }
        return "; known fields are "
                + names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String expected(JsonMappingException exception) {
        Class<?> type = targetOf(exception);
        if (type == null) {
            return "";
        }
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return ": a whole number" + range(type) + " is expected";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class) {
            return ": a number is expected";
        }
        if (type == Boolean.class || type == boolean.class) {
            return ": true or false is expected";
        }
        if (type == String.class) {
            return ": a string is expected";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return ": an array is expected";
        }
        return ": an object is expected";
    }

    private static Class<?> targetOf(JsonMappingException exception) {
        if (exception.getCause() instanceof InputCoercionException outOfRange) {
            return outOfRange.getTargetType();
        }
        return exception instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    }

    private static String range(Class<?> type) {
        boolean isInt = type == Integer.class || type == int.class;
        return isInt ? " between -2147483648 and 2147483647" : "";
    }

    private static String pathOf(JsonMappingException exception) {
        List<JsonMappingException.Reference> path = exception.getPath();
        StringBuilder text = new StringBuilder();
        for (JsonMappingException.Reference reference : path) {
            if (reference.getFieldName() == null) {
                text.append('[').append(reference.getIndex()).append(']');
            } else {
                text.append(text.length() == 0 ? "" : ".").append(reference.getFieldName());
            }
        }
        return text.toString();
    }

    private static String position(JsonLocation location) {
        return location == null || location.getLineNr() < 0
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
