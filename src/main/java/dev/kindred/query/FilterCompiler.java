package dev.kindred.query;

import java.util.ArrayList;
import java.util.List;

import dev.kindred.problem.Invalid;

import cz.jirutka.rsql.parser.ast.AndNode;
import cz.jirutka.rsql.parser.ast.ComparisonNode;
import cz.jirutka.rsql.parser.ast.LogicalNode;
import cz.jirutka.rsql.parser.ast.Node;

/** Makes SQL of a filter that was read. */
final class FilterCompiler {

    /** Each value costs every row some time. */
    static final int MOST_VALUES = 200;

    private final FieldNames fields;
    private final String alias;
    private int values;

    FilterCompiler(FieldNames fields, String alias) {
        this.fields = fields;
        this.alias = alias;
    }

    Filter compile(Node node) {
        if (node instanceof LogicalNode logical) {
            List<Filter> parts = new ArrayList<>();
            for (Node child : logical) {
                parts.add(compile(child));
            }
            return Filter.join(parts, logical instanceof AndNode ? " and " : " or ");
        }
        return comparison((ComparisonNode) node);
    }

    private Filter comparison(ComparisonNode node) {
        Field field = fields.field(node.getSelector());
        Operator operator = Operator.of(node.getOperator());
        List<String> arguments = node.getArguments();
        values += arguments.size();
        if (values > MOST_VALUES) {
            throw new Invalid("The filter compares with more than %d values; ask for less at a time."
                    .formatted(MOST_VALUES));
        }
        String column = alias + '.' + field.column().quoted();
        if (field.attribute() != null) {
            return new AttributeComparison(column, field).compile(operator, arguments);
        }
        return new ColumnComparison(column, field).compile(operator, arguments);
    }

    /** What {@code =null=} asks of an SQL expression. */
    static Filter isUnknown(String expression, List<Object> values, Field field, String argument) {
        boolean isUnknown = (boolean) ColumnType.BOOLEAN.parse(argument)
                .orElseThrow(() -> wrongValue(field, "=null= with true or false", argument));
        return new Filter(expression + (isUnknown ? " is null" : " is not null"), values);
    }

    /** The opposite: unlike {@code not}, it lets pass what is unknown. */
    static Filter opposite(Filter filter) {
        return new Filter('(' + filter.sql() + ") is not true", filter.values());
    }

    /** A text in which {@code *} stands for any characters, as LIKE has it. */
    static String likePattern(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace('*', '%');
    }

    static Invalid wrongValue(Field field, String expected, String given) {
        return new Invalid("Field '%s' takes %s, but the filter has %s."
                .formatted(field.name(), expected, RequestText.excerpt(given)));
    }
}
