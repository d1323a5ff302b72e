package dev.kindred.index;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a build has come to, beside what it was to be; the rows are those counted before it. */
@RegisterForReflection
record BuiltIndex(IndexView index, IndexPlan plan, @Schema(examples = "3.2") double seconds,
        @Schema(description = "What the database had to say, such as that the graph did not fit into its memory") List<String> remarks) {}
