package dev.kindred.transfer;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What an import has done, or would do. Every row of the file is one of inserted, updated, unchanged or rejected.
 *
 * @param ignoredColumns columns of the file that Kindred fills by itself
 * @param recipe         that made the vectors
 */
@RegisterForReflection
@Schema(name = "ImportResult")
record ImportResult(@Schema(examples = "998000") long inserted, @Schema(examples = "1500") long updated,
        @Schema(examples = "488") long unchanged, @Schema(examples = "12") long rejected, boolean dryRun,
        @Schema(examples = "[\"created_at\"]") List<String> ignoredColumns,
        @Schema(examples = "customer@1") String recipe) {}
