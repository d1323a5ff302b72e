package dev.kindred.query;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import cz.jirutka.rsql.parser.ast.ComparisonOperator;

/** How a filter compares; each by the ways to write it. */
enum Operator {
    /** A star stands for any characters. */
    EQUAL("=="),
    /** The opposite. */
    NOT_EQUAL("!="),
    /** As in SQL. */
    LESS("<", "=lt="),
    /** As in SQL. */
    LESS_OR_EQUAL("<=", "=le="),
    /** As in SQL. */
    GREATER(">", "=gt="),
    /** As in SQL. */
    GREATER_OR_EQUAL(">=", "=ge="),
    /** One of a list, each value taken as it is written. */
    IN("=in="),
    /** None of a list. */
    OUT("=out="),
    /** Whether the value is unknown. */
    NULL("=null=");

    private final String[] symbols;

    Operator(String... symbols) {
        this.symbols = symbols;
    }

    /** The first way to write it; for the orders this is SQL's way, too. */
    String symbol() {
        return symbols[0];
    }

    static Operator of(ComparisonOperator parsed) {
        return Arrays.stream(values()).filter(operator -> operator.symbol().equals(parsed.getSymbol())).findFirst()
                .orElseThrow();
    }

    /** All of them, as the parser wants to be told. */
    static Set<ComparisonOperator> forParser() {
        return Arrays.stream(values())
                .map(operator -> new ComparisonOperator(operator.symbols, operator == IN || operator == OUT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** For messages. */
    static String list() {
        return Arrays.stream(values()).map(Operator::symbol).collect(Collectors.joining(" "));
    }
}
