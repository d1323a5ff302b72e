package dev.kindred.recipe;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Excerpt;
import dev.kindred.problem.Invalid;

/** Reads the value of one feature from JSON. */
final class JsonFeature {

    private enum Type {
        NUMBER("a number"), FLAG("true or false"), TEXT("a text"), WHOLE_NUMBER("a whole number"), //
        SCALAR("a text, a number, true or false");

        private final String words;

        Type(String words) {
            this.words = words;
        }
    }

    private final Feature feature;
    private final Type type;

    JsonFeature(Feature feature) {
        this.feature = feature;
        this.type = switch (feature.encode()) {
            case BOOLEAN -> Type.FLAG;
            case ONEHOT -> feature.column() == null ? Type.SCALAR : typeOfColumn(feature);
            default -> Type.NUMBER;
        };
    }

    /** All categories are values of one column, so the first one tells the column's type, without asking the catalogue. */
    private static Type typeOfColumn(Feature feature) {
        String category = feature.statistics().categories().get(0);
        if (category.equals("true") || category.equals("false")) {
            return Type.FLAG;
        }
        return category.matches("-?\\d+") ? Type.WHOLE_NUMBER : Type.TEXT;
    }

    Source source() {
        return feature.source();
    }

    /**
     * A Number, Boolean or String; null for null.
     *
     * @param where what messages call the field
     */
    Object read(String where, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (!isRight(value)) {
            throw new Invalid("%s must be %s, but was %s.".formatted(where, type.words, Excerpt.of(value)));
        }
        if (type == Type.NUMBER && !(Math.abs(value.doubleValue()) <= Source.LARGEST)) {
            throw new Invalid("%s must be between -1e15 and 1e15, but was %s.".formatted(where, Excerpt.of(value)));
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        return value.isBoolean() ? value.booleanValue() : (Object) value.textValue();
    }

    private boolean isRight(JsonNode value) {
        return switch (type) {
            case NUMBER -> value.isNumber();
            case FLAG -> value.isBoolean() || feature.encode() == Encode.ONEHOT && value.isTextual();
            case TEXT -> value.isTextual();
            // Of a text column too, whose categories only look like numbers.
            case WHOLE_NUMBER -> value.isIntegralNumber() || value.isTextual();
            case SCALAR -> value.isTextual() || value.isNumber() || value.isBoolean();
        };
    }
}
