package dev.kindred.index;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A vector index, as clients see it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record IndexView(@Schema(examples = "customer_embedding_hnsw_l2") String name,
        @Schema(examples = "customer") String table,
        @Schema(examples = "embedding", nullable = true) String column, @Schema(examples = "hnsw") String kind,
        @Schema(examples = "l2") String metric,
        @Schema(examples = "<->", description = "Order by it and nothing else, with a limit") String operator,
        @Schema(examples = "vector", description = "vector, halfvec, binary, bit or sparsevec") String storage,
        @Schema(examples = "vector_l2_ops") String operatorClass, IndexOptions options,
        @Schema(examples = "embedding", description = "What is indexed; a query has to say the same") String expression,
        @Schema(nullable = true, description = "Of a partial index") String condition,
        @Schema(examples = "8192000") long bytes,
        @Schema(examples = "10000", nullable = true, description = "Rows that it is about") Long rows,
        @Schema(nullable = true) LeftOut leftOut,
        @Schema(description = "false while it is being built, and after a build that was broken off") boolean valid,
        @Schema(description = "By whomever") boolean building, String definition) {

    /** With null for rows and those left out where they were not counted. */
    static IndexView of(StoredIndex index, Long rows, LeftOut leftOut) {
        IndexMetric metric = OperatorClass.find(index.operatorClass()).orElseThrow().metric();
        return new IndexView(index.name(), index.table(), index.column(), index.kind(), metric.code(),
                metric.operator(), index.storage(), index.operatorClass(), index.options(), index.expression(),
                index.condition(), index.bytes(), rows, leftOut, index.valid(), index.building(), index.definition());
    }
}
