package dev.kindred.index;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** What an index orders by: the metrics of dense vectors and those of bits. */
enum IndexMetric {
    /** Euclidean distance. */
    L2("l2", "<->", "l2"),
    /** 1 − cosine of the angle. */
    COSINE("cosine", "<=>", "cosine"),
    /** The negative inner product. */
    INNER_PRODUCT("inner_product", "<#>", "ip"),
    /** Taxicab distance. */
    L1("l1", "<+>", "l1"),
    /** The number of bits that differ. */
    HAMMING("hamming", "<~>", "hamming"),
    /** 1 − shared bits / bits set in either. */
    JACCARD("jaccard", "<%>", "jaccard");

    private final String code;
    private final String operator;
    private final String shortName;

    IndexMetric(String code, String operator, String shortName) {
        this.code = code;
        this.operator = operator;
        this.shortName = shortName;
    }

    String code() {
        return code;
    }

    /** An order by nothing but it, ascending and limited, is what the index serves. */
    String operator() {
        return operator;
    }

    /** As it stands within the names of operator classes. */
    String shortName() {
        return shortName;
    }

    static IndexMetric parse(String code) {
        return Arrays.stream(values()).filter(metric -> metric.code.equals(code)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown metric '%s'; known metrics are %s.".formatted(code,
                        Arrays.stream(values()).map(IndexMetric::code).collect(Collectors.joining(", ")))));
    }
}
