package dev.kindred.neighbor;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** How the distance of two vectors is measured. Smaller is always nearer. */
public enum Metric {
    /** Euclidean distance. */
    L2("l2", "<->", "l2_distance"),
    /** 1 − cosine of the angle; an all-zero vector has no direction and so no cosine distance. */
    COSINE("cosine", "<=>", "cosine_distance"),
    /** The negative inner product, so that the most similar comes first; it may be below zero. */
    INNER_PRODUCT("inner_product", "<#>", "negative_inner_product"),
    /** Taxicab distance: the sum of the absolute differences. */
    L1("l1", "<+>", "l1_distance");

    private final String code;
    private final String operator;
    private final String hqlFunction;

    Metric(String code, String operator, String hqlFunction) {
        this.code = code;
        this.operator = operator;
        this.hqlFunction = hqlFunction;
    }

    /** The name by which requests ask for it: {@code l2}, {@code cosine}, {@code inner_product} or {@code l1}. */
    public String code() {
        return code;
    }

    /** pgvector's operator; an order by nothing but it, ascending and limited, is the only form that indexes serve. */
    public String operator() {
        return operator;
    }

    /** The HQL function that Hibernate renders as pgvector's operator. */
    public String hqlFunction() {
        return hqlFunction;
    }

    /** The metric of that name, or an {@link Invalid} that lists the names there are. */
    public static Metric parse(String code) {
        return Arrays.stream(values()).filter(metric -> metric.code.equals(code)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown metric '%s'; known metrics are %s.".formatted(code,
                        Arrays.stream(values()).map(Metric::code).collect(Collectors.joining(", ")))));
    }
}
