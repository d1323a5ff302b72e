package dev.kindred.index;

import jakarta.validation.constraints.NotBlank;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An index that is asked for. */
@RegisterForReflection
public record NewIndex(
        @Schema(examples = "customer", description = "An allow-listed table") @NotBlank String table,
        @Schema(examples = "embedding",
                description = "Of type vector, halfvec, bit or sparsevec")
        @NotBlank String column,
        @Schema(examples = "hnsw", description = "`hnsw` or `ivfflat`") @NotBlank String kind,
        @Schema(examples = "l2", nullable = true, description = """
                `l2`, `cosine`, `inner_product`, `l1` (HNSW only); of bits `hamming`, `jaccard` (HNSW only). \
                Storage `binary` is always by hamming, so that it need not be said there.""") String metric,
        @Schema(examples = "halfvec", nullable = true,
                description = """
                        What the index holds: the values as they are unless told; of a vector also `halfvec` (half the size) or \
                        `binary` (a bit an element, from 128 dimensions; order its candidates again by the full values)""") String storage,
        @Schema(nullable = true,
                description = "Made of table, column, kind, metric and storage unless told") String name,
        @Schema(nullable = true, description = "HNSW: links a row has in each layer, 2 to 100") Integer m,
        @Schema(nullable = true,
                description = "HNSW: candidates looked at for each row, 4 to 1,000 and at least 2 m") Integer efConstruction,
        @Schema(nullable = true, description = "IVFFlat: lists, 1 to 32,768, each of 50 rows or more") Integer lists) {}
