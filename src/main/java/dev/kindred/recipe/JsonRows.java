package dev.kindred.recipe;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.problem.Invalid;

/**
 * Encodes rows that a request gives as JSON, in original units: objects with a field for each column and the attributes
 * nested, or arrays with a value for each block. What is left out or null is unknown. Stricter than stored rows are read:
 * an attribute of the wrong type counts as unknown there, but here it is a mistake of whoever asks.
 */
public final class JsonRows {

    private final Recipe recipe;

    /** Of the features that have a block, in their order. */
    private final Map<String, JsonFeature> features = new LinkedHashMap<>();
    private final List<String> dropped = new ArrayList<>();
    private final boolean hasAttributes;

    public JsonRows(Recipe recipe) {
        this.recipe = recipe;
        for (Feature feature : recipe.row().features()) {
            if (feature.dropped() == null) {
                features.put(feature.source().name(), new JsonFeature(feature));
            } else {
                dropped.add(feature.source().name());
            }
        }
        this.hasAttributes = recipe.row().features().stream().anyMatch(feature -> feature.attribute() != null);
    }

    /**
     * The vector of a row.
     *
     * @param where what messages call the row, such as {@code rows[3]}
     * @throws Invalid naming the row and the field, if one is unknown, has the wrong type or is one that the recipe refuses
     */
    public float[] encode(String where, JsonNode row) {
        Row values = new Row(row.isArray() ? ofArray(where, row) : ofObject(where, row));
        try {
            return recipe.encode(values);
        } catch (Invalid refused) { // its message starts with the feature
            throw new Invalid(where + '.' + refused.getMessage());
        }
    }

    private Map<String, Object> ofArray(String where, JsonNode row) {
        if (row.size() != features.size()) {
            throw new Invalid("%s must be an array of %d values (%s), but has %d.".formatted(where, features.size(),
                    names(), row.size()));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Iterator<JsonNode> elements = row.elements();
        features.forEach((name, feature) -> values.put(name, feature.read(where + '.' + name, elements.next())));
        return values;
    }

    private Map<String, Object> ofObject(String where, JsonNode row) {
        if (!row.isObject()) {
            throw new Invalid("%s must be an array of %d values (%s), an object with %s, or {\"vector\": [%d numbers]}."
                    .formatted(where, features.size(), names(), fields(), recipe.width()));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        row.fields().forEachRemaining(field -> {
            if (hasAttributes && field.getKey().equals(Source.ATTRIBUTES)) {
                readAttributes(where, field.getValue(), values);
            } else {
                read(where, new Source(field.getKey(), null), field.getValue(), values);
            }
        });
        return values;
    }

    private void readAttributes(String where, JsonNode attributes, Map<String, Object> values) {
        if (!attributes.isObject() && !attributes.isNull()) {
            throw new Invalid("%s.%s must be an object.".formatted(where, Source.ATTRIBUTES));
        }
        attributes.fields().forEachRemaining(
                field -> read(where, new Source(null, field.getKey()), field.getValue(), values));
    }

    private void read(String where, Source source, JsonNode value, Map<String, Object> values) {
        JsonFeature feature = features.get(source.name());
        // A column may be called attributes.plan, as if it were an attribute.
        boolean isKnown = feature != null && feature.source().equals(source);
        if (isKnown) {
            values.put(source.name(), feature.read(where + '.' + source.name(), value));
        } else if (!dropped.contains(source.name())) {
            throw new Invalid("%s has an unknown field '%s'; the recipe %s has %s.".formatted(where, source.name(),
                    recipe.reference(), fields()));
        }
    }

    private String names() {
        return String.join(", ", features.keySet());
    }

    /** As an object has them. */
    private String fields() {
        List<Source> sources = features.values().stream().map(JsonFeature::source).toList();
        String columns = sources.stream().map(Source::column).filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        String attributes = sources.stream().map(Source::attribute).filter(Objects::nonNull)
                .collect(Collectors.joining(", ", Source.ATTRIBUTES + " {", "}"));
        return !hasAttributes ? columns : columns.isEmpty() ? attributes : columns + ", " + attributes;
    }

    /** Values by the name of their feature. */
    private record Row(Map<String, Object> values) implements RowValues {
        @Override
        public Object column(String name) {
            return values.get(name);
        }

        @Override
        public Object attribute(String key) {
            return values.get(new Source(null, key).name());
        }
    }
}
