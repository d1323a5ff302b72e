package dev.kindred.model;

import jakarta.persistence.Embeddable;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The options that a model was trained with; what was left to the defaults is spelt out.
 *
 * @param startedFrom id of the model whose centroids were the start; null for any other start
 * @param weights     the weights' column; null where each row counts once
 */
@Embeddable
@RegisterForReflection
public record ModelOptions(
        @Schema(examples = "0") long seed,
        @Schema(examples = "euclidean") String metric,
        @Schema(examples = "exact") String algorithm,
        @Schema(examples = "plus_plus") String initialization,
        @Schema(nullable = true) Long startedFrom,
        @Schema(examples = "10") int restarts,
        @Schema(examples = "300") int maxIterations,
        @Schema(examples = "0.0001") double tolerance,
        @Schema(nullable = true) String weights) {

    /** The same where the model that this one was started from is gone. */
    ModelOptions withoutStart() {
        return new ModelOptions(seed, metric, algorithm, initialization, null, restarts, maxIterations, tolerance,
                weights);
    }
}
