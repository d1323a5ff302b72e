package dev.kindred.model;

import jakarta.persistence.Embeddable;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The options that a model was trained with; what was left to the defaults is spelt out.
 *
 * @param startedFrom id of the model whose centroids were the start; null for any other start
 * @param weights     the weights' column; null where each row counts once
 * @param mode        full or quick
 */
@Embeddable
@RegisterForReflection
public record ModelOptions(
        @Schema(examples = "0") long seed,
        @Schema(examples = "euclidean") String metric,
        @Schema(examples = "exact", nullable = true,
                description = "Null, as is all that follows from it, where an import does not know it") String algorithm,
        @Schema(examples = "plus_plus", nullable = true,
                description = "Of k-means, like the four below") String initialization,
        @Schema(nullable = true) Long startedFrom,
        @Schema(examples = "10", nullable = true) Integer restarts,
        @Schema(examples = "300", nullable = true) Integer maxIterations,
        @Schema(examples = "0.0001", nullable = true) Double tolerance,
        @Schema(nullable = true) String weights,
        @Schema(examples = "full", description = "full or quick") String mode,
        @Schema(nullable = true, description = "Of dbscan") Double epsilon,
        @Schema(nullable = true, description = "Of dbscan and hdbscan") Integer minPoints,
        @Schema(nullable = true, description = "Of hdbscan") Integer minClusterSize) {

    /** Of a k-means over all rows. */
    ModelOptions(long seed, String metric, String algorithm, String initialization, Long startedFrom, Integer restarts,
            Integer maxIterations, Double tolerance, String weights) {
        this(seed, metric, algorithm, initialization, startedFrom, restarts, maxIterations, tolerance, weights, "full",
                null, null, null);
    }

    /** The same where the model that this one was started from is gone. */
    ModelOptions withoutStart() {
        return new ModelOptions(seed, metric, algorithm, initialization, null, restarts, maxIterations, tolerance,
                weights,
                mode, epsilon, minPoints, minClusterSize);
    }

    /** The same, fitted on a sample. */
    ModelOptions quick() {
        return new ModelOptions(seed, metric, algorithm, initialization, startedFrom, restarts, maxIterations,
                tolerance,
                weights, "quick", null, null, null);
    }

    boolean isQuick() {
        return mode.equals("quick");
    }
}
