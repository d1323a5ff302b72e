package dev.kindred.index;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;

/** How an index finds neighbours; the name of pgvector's access method. */
enum IndexKind {
    /** A graph of near rows. */
    HNSW("hnsw"),
    /** Lists around centroids. */
    IVFFLAT("ivfflat");

    private final String code;

    IndexKind(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    static IndexKind parse(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown kind '%s' of index; known kinds are %s.".formatted(code,
                        Arrays.stream(values()).map(IndexKind::code).collect(Collectors.joining(", ")))));
    }
}
