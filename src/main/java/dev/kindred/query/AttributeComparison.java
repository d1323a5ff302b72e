package dev.kindred.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * An attribute compared with values. What type it has differs from row to row, so every cast is behind a check of the type:
 * one odd row must not end the query.
 */
final class AttributeComparison {

    /** The elements of an array that are neither arrays nor objects nor null. */
    private static final String ANY_ELEMENT_LIKE = """
            exists (select 1 from jsonb_array_elements(%1$s) as element(value) \
            where jsonb_typeof(element.value) in ('string', 'number', 'boolean') \
            and element.value #>> array[]::text[] like cast(? as text))""";
    private static final String LIKE = "case jsonb_typeof(%1$s) when 'array' then " + ANY_ELEMENT_LIKE
            + " when 'object' then false else %2$s like cast(? as text) end";
    private static final String ORDER = """
            case when jsonb_typeof(%1$s) = 'number' then cast(%1$s as numeric) %2$s cast(? as numeric) end""";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String column;
    private final Field field;
    private final String key;

    /**
     * Names the attribute.
     *
     * @param column that holds it, as SQL
     */
    AttributeComparison(String column, Field field) {
        this.column = column;
        this.field = field;
        this.key = field.attribute();
    }

    Filter compile(Operator operator, List<String> arguments) {
        String first = arguments.get(0);
        return switch (operator) {
            case EQUAL -> equal(first);
            case NOT_EQUAL -> FilterCompiler.opposite(equal(first));
            case IN -> in(arguments);
            case OUT -> FilterCompiler.opposite(in(arguments));
            case NULL -> FilterCompiler.isUnknown(asText(), List.of(key), field, first);
            default -> order(operator, first);
        };
    }

    private String asJson() {
        return column + " -> cast(? as text)";
    }

    private String asText() {
        return column + " ->> cast(? as text)";
    }

    private Filter equal(String argument) {
        if (argument.indexOf('*') < 0) {
            return in(List.of(argument));
        }
        String pattern = FilterCompiler.likePattern(argument);
        return new Filter(LIKE.formatted(asJson(), asText()), List.of(key, key, pattern, key, pattern));
    }

    /**
     * By containment, which a GIN index on the column serves. Where the attribute is an array, only an array is contained
     * in it, hence the second form.
     */
    private Filter in(List<String> arguments) {
        List<Filter> anyOf = new ArrayList<>();
        for (String argument : arguments) {
            for (JsonNode scalar : scalarsThatRead(argument)) {
                anyOf.add(contains(scalar));
                anyOf.add(contains(JSON.arrayNode().add(scalar)));
            }
        }
        return Filter.join(anyOf, " or ");
    }

    private Filter contains(JsonNode value) {
        return new Filter(column + " @> cast(? as jsonb)", List.of(JSON.objectNode().set(key, value).toString()));
    }

    /** A filter's values have no type, so 12 means the number as well as the text. */
    private static List<JsonNode> scalarsThatRead(String argument) {
        List<JsonNode> scalars = new ArrayList<>();
        scalars.add(JSON.textNode(argument));
        number(argument).ifPresent(number -> scalars.add(JSON.numberNode(number)));
        ColumnType.BOOLEAN.parse(argument).ifPresent(flag -> scalars.add(JSON.booleanNode((boolean) flag)));
        return scalars;
    }

    private Filter order(Operator operator, String argument) {
        BigDecimal number = number(argument).orElseThrow(() -> FilterCompiler.wrongValue(field,
                ColumnType.NUMERIC.expected() + " after " + operator.symbol(), argument));
        return new Filter(ORDER.formatted(asJson(), operator.symbol()), List.of(key, key, number));
    }

    private static Optional<BigDecimal> number(String argument) {
        return ColumnType.NUMERIC.parse(argument).map(BigDecimal.class::cast);
    }
}
