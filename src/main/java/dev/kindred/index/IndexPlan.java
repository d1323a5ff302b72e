package dev.kindred.index;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What will be built, and what that takes. */
@RegisterForReflection
record IndexPlan(@Schema(examples = "customer_embedding_hnsw_l2") String name,
        @Schema(examples = "customer") String table, @Schema(examples = "embedding") String column,
        @Schema(examples = "hnsw") String kind, @Schema(examples = "l2") String metric,
        @Schema(examples = "vector") String storage, @Schema(examples = "vector_l2_ops") String operatorClass,
        IndexOptions options, @Schema(examples = "10000") long rows, LeftOut leftOut, Forecast forecast,
        @Schema(description = "What the database is told") String statement) {}
