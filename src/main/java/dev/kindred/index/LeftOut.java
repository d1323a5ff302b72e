package dev.kindred.index;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Rows that no query finds through an index, because its operator class leaves them out. */
@RegisterForReflection
record LeftOut(@Schema(examples = "0", description = "NULL") long nullRows,
        @Schema(examples = "0", description = "All-zero, which has no cosine") long zeroRows) {

    static LeftOut of(RowCount count) {
        return new LeftOut(count.nulls(), count.zeros());
    }
}
