package dev.kindred.index;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.Unsuitable;

/** As what the index holds the column's values. */
enum Storage {
    /** As they are, four bytes an element. */
    VECTOR(VectorType.VECTOR, VectorType.VECTOR),
    /** Two bytes an element. */
    HALFVEC(VectorType.HALFVEC, VectorType.HALFVEC, VectorType.VECTOR),
    /** The sign of each element, one bit; a query orders its candidates again by the full values. */
    BINARY(VectorType.BIT, VectorType.VECTOR, VectorType.HALFVEC),
    /** As they are, one bit an element. */
    BIT(VectorType.BIT, VectorType.BIT),
    /** As they are, only what is not zero. */
    SPARSEVEC(VectorType.SPARSEVEC, VectorType.SPARSEVEC);

    /** With fewer signs too many rows look the same: of 2^n patterns, and the candidates are no longer the near ones. */
    static final int LEAST_BINARY_DIMENSIONS = 128;

    private final VectorType type;
    private final List<VectorType> of;

    Storage(VectorType type, VectorType... of) {
        this.type = type;
        this.of = List.of(of);
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of what the index holds. */
    VectorType type() {
        return type;
    }

    /** What is indexed, as an index definition has it: a column, or an expression within brackets. */
    String expression(String quotedColumn, VectorType columnType, int dimensions) {
        if (this == BINARY) {
            return "(binary_quantize(%s)::bit(%d))".formatted(quotedColumn, dimensions);
        }
        return type == columnType ? quotedColumn : "(%s::%s(%d))".formatted(quotedColumn, type.code(), dimensions);
    }

    /** As the values are. */
    static Storage plain(VectorType columnType) {
        return Arrays.stream(values()).filter(storage -> storage.type == columnType && storage != BINARY).findFirst()
                .orElseThrow();
    }

    /** By what an index holds of a column. */
    static Storage found(VectorType indexed, VectorType columnType) {
        return indexed == VectorType.BIT && columnType != VectorType.BIT ? BINARY : plain(indexed);
    }

    /**
     * The storage of that name.
     *
     * @param code null for the values as they are
     * @throws Unsuitable if it can't be made of the column's type
     */
    static Storage parse(String code, VectorType columnType) {
        if (code == null) {
            return plain(columnType);
        }
        Storage storage = Arrays.stream(values()).filter(it -> it.code().equals(code)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown storage '%s'; known storages are %s.".formatted(code,
                        codes(List.of(values())))));
        if (!storage.of.contains(columnType)) {
            throw new Unsuitable("A column of type %s can't be indexed as %s; it can as %s.".formatted(
                    columnType.code(), code,
                    codes(Arrays.stream(values()).filter(it -> it.of.contains(columnType)).toList())));
        }
        return storage;
    }

    private static String codes(List<Storage> storages) {
        return storages.stream().map(Storage::code).collect(Collectors.joining(", "));
    }
}
