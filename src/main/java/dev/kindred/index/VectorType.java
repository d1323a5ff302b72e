package dev.kindred.index;

import java.util.Arrays;
import java.util.Optional;

/** A type whose values pgvector can index, and what it takes of them (README of pgvector 0.8, "Reference"). */
enum VectorType {
    /** Elements of four bytes. */
    VECTOR("vector", 2_000),
    /** Elements of two bytes. */
    HALFVEC("halfvec", 4_000),
    /** One bit an element. */
    BIT("bit", 64_000),
    /** Only the elements that are not zero, of which an index takes {@value #MAX_NON_ZERO} a row. */
    SPARSEVEC("sparsevec", 1_000_000_000);

    static final int MAX_NON_ZERO = 1_000;

    private static final int VARLENA_AND_DIMENSIONS = 8;

    private final String code;
    private final int maxDimensions;

    VectorType(String code, int maxDimensions) {
        this.code = code;
        this.maxDimensions = maxDimensions;
    }

    String code() {
        return code;
    }

    /** That an index can hold. */
    int maxDimensions() {
        return maxDimensions;
    }

    /**
     * Bytes of one value.
     *
     * @param meanSize as measured, for a sparse vector, whose size is its own
     */
    double bytes(int dimensions, double meanSize) {
        return VARLENA_AND_DIMENSIONS + switch (this) {
            case VECTOR -> 4.0 * dimensions;
            case HALFVEC -> 2.0 * dimensions;
            case BIT -> Math.ceil(dimensions / 8.0);
            case SPARSEVEC -> Math.max(0, meanSize - VARLENA_AND_DIMENSIONS);
        };
    }

    /** The SQL function that gives the length of a value; null for bits, which have none. */
    String normFunction() {
        return switch (this) {
            case VECTOR -> "vector_norm";
            case HALFVEC, SPARSEVEC -> "l2_norm";
            case BIT -> null;
        };
    }

    /** By the name in the catalogue. */
    static Optional<VectorType> find(String typeName) {
        return Arrays.stream(values()).filter(type -> type.code.equals(typeName)).findFirst();
    }
}
