package dev.kindred.assignment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.kindred.recipe.RowValues;

/** The columns of a stored row, as {@code to_jsonb} writes them. */
record StoredRow(JsonNode columns) implements RowValues {

    /** Numbers keep their digits, which a category's name is made of. */
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build().reader();

    static StoredRow of(String json) {
        try {
            return new StoredRow(READER.readTree(json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A row is no JSON", impossible);
        }
    }

    @Override
    public Object column(String name) {
        return value(columns.path(name));
    }

    @Override
    public Object attribute(String key) {
        return value(columns.path("attributes").path(key));
    }

    private static Object value(JsonNode node) {
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.isTextual() ? node.textValue() : null;
    }
}
