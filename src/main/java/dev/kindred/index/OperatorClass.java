package dev.kindred.index;

import static dev.kindred.index.IndexKind.HNSW;
import static dev.kindred.index.IndexKind.IVFFLAT;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.kindred.problem.Unsuitable;

/** Everything that pgvector 0.8 can index: which type, by which metric, with which kinds of index. */
enum OperatorClass {
    /** {@code vector_l2_ops}. */
    VECTOR_L2(VectorType.VECTOR, IndexMetric.L2, HNSW, IVFFLAT),
    /** {@code vector_cosine_ops}. */
    VECTOR_COSINE(VectorType.VECTOR, IndexMetric.COSINE, HNSW, IVFFLAT),
    /** {@code vector_ip_ops}. */
    VECTOR_INNER_PRODUCT(VectorType.VECTOR, IndexMetric.INNER_PRODUCT, HNSW, IVFFLAT),
    /** {@code vector_l1_ops}. */
    VECTOR_L1(VectorType.VECTOR, IndexMetric.L1, HNSW),
    /** {@code halfvec_l2_ops}. */
    HALFVEC_L2(VectorType.HALFVEC, IndexMetric.L2, HNSW, IVFFLAT),
    /** {@code halfvec_cosine_ops}. */
    HALFVEC_COSINE(VectorType.HALFVEC, IndexMetric.COSINE, HNSW, IVFFLAT),
    /** {@code halfvec_ip_ops}. */
    HALFVEC_INNER_PRODUCT(VectorType.HALFVEC, IndexMetric.INNER_PRODUCT, HNSW, IVFFLAT),
    /** {@code halfvec_l1_ops}. */
    HALFVEC_L1(VectorType.HALFVEC, IndexMetric.L1, HNSW),
    /** {@code bit_hamming_ops}. */
    BIT_HAMMING(VectorType.BIT, IndexMetric.HAMMING, HNSW, IVFFLAT),
    /** {@code bit_jaccard_ops}. */
    BIT_JACCARD(VectorType.BIT, IndexMetric.JACCARD, HNSW),
    /** {@code sparsevec_l2_ops}. */
    SPARSEVEC_L2(VectorType.SPARSEVEC, IndexMetric.L2, HNSW),
    /** {@code sparsevec_cosine_ops}. */
    SPARSEVEC_COSINE(VectorType.SPARSEVEC, IndexMetric.COSINE, HNSW),
    /** {@code sparsevec_ip_ops}. */
    SPARSEVEC_INNER_PRODUCT(VectorType.SPARSEVEC, IndexMetric.INNER_PRODUCT, HNSW),
    /** {@code sparsevec_l1_ops}. */
    SPARSEVEC_L1(VectorType.SPARSEVEC, IndexMetric.L1, HNSW);

    private final VectorType type;
    private final IndexMetric metric;
    private final Set<IndexKind> kinds;

    OperatorClass(VectorType type, IndexMetric metric, IndexKind... kinds) {
        this.type = type;
        this.metric = metric;
        this.kinds = Set.of(kinds);
    }

    VectorType type() {
        return type;
    }

    IndexMetric metric() {
        return metric;
    }

    /** As SQL names it. */
    String code() {
        return type.code() + '_' + metric.shortName() + "_ops";
    }

    /** An all-zero value has no direction, so this class passes over it (pgvector's support function 2). */
    boolean leavesOutZero() {
        return metric == IndexMetric.COSINE;
    }

    static Optional<OperatorClass> find(String code) {
        return Arrays.stream(values()).filter(operatorClass -> operatorClass.code().equals(code)).findFirst();
    }

    /** The class for that, or an {@link Unsuitable} that lists what would serve. */
    static OperatorClass of(VectorType type, IndexKind kind, IndexMetric metric) {
        return Arrays.stream(values())
                .filter(it -> it.type == type && it.metric == metric && it.kinds.contains(kind)).findFirst()
                .orElseThrow(
                        () -> new Unsuitable("No %s index orders values of type %s by %s; of that type there are %s."
                                .formatted(kind.code(), type.code(), metric.code(), known(type))));
    }

    private static String known(VectorType type) {
        return Arrays.stream(IndexKind.values())
                .filter(kind -> Arrays.stream(values()).anyMatch(it -> it.type == type && it.kinds.contains(kind)))
                .map(kind -> kind.code() + " by " + Arrays.stream(values())
                        .filter(it -> it.type == type && it.kinds.contains(kind)).map(it -> it.metric.code())
                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
