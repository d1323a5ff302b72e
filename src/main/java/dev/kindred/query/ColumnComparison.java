package dev.kindred.query;

import java.util.List;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** A column compared with values of its type. */
final class ColumnComparison {

    private final String column;
    private final Field field;
    private final ColumnType type;
    private final String placeholder;

    /**
     * Names the column.
     *
     * @param column as SQL
     */
    ColumnComparison(String column, Field field) {
        this.column = column;
        this.field = field;
        this.type = ColumnType.of(field.column());
        this.placeholder = "cast(? as " + type.sqlType() + ")";
    }

    Filter compile(Operator operator, List<String> arguments) {
        if (!type.isComparable()) {
            throw new Invalid("Field '%s' has type %s, which can't be compared%s.".formatted(field.name(),
                    field.column().type(), type == ColumnType.JSON ? "; name one of its attributes" : ""));
        }
        String first = arguments.get(0);
        return switch (operator) {
            case EQUAL -> equal(first);
            case NOT_EQUAL -> FilterCompiler.opposite(equal(first));
            case IN -> in(arguments);
            case OUT -> FilterCompiler.opposite(in(arguments));
            case NULL -> FilterCompiler.isUnknown(column, List.of(), field, first);
            default -> order(operator, first);
        };
    }

    private Filter equal(String argument) {
        return type == ColumnType.TEXT && argument.indexOf('*') >= 0
                ? new Filter(column + " like " + placeholder, List.of(FilterCompiler.likePattern(argument)))
                : new Filter(column + " = " + placeholder, List.of(value(argument)));
    }

    private Filter in(List<String> arguments) {
        String list = arguments.stream().map(argument -> placeholder).collect(Collectors.joining(", ", " in (", ")"));
        return new Filter(column + list, arguments.stream().map(this::value).toList());
    }

    private Filter order(Operator operator, String argument) {
        if (!type.isOrdered()) {
            throw new Invalid("Field '%s' has type %s, which knows no order; %s can't ask for it, == and != can."
                    .formatted(field.name(), field.column().type(), operator.symbol()));
        }
        return new Filter(column + ' ' + operator.symbol() + ' ' + placeholder, List.of(value(argument)));
    }

    private Object value(String argument) {
        return type.parse(argument)
                .orElseThrow(() -> FilterCompiler.wrongValue(field, type.expected(), argument));
    }
}
