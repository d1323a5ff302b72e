package dev.kindred.model;

import jakarta.persistence.Embeddable;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Where a model comes from: what was read, what computed it, and how long it took. */
@Embeddable
@RegisterForReflection
public record Lineage(
        @Schema(nullable = true,
                description = """
                        SHA-256 of the rows that it was trained on, in hexadecimal; null where an import does not \
                        know it""") String contentHash,
        @Schema(examples = "750:750:", description = "As pg_current_snapshot() writes it") String snapshot,
        @Schema(examples = "1", nullable = true,
                description = "Raised when the engine's results change; null where it was not Kindred's") String engineVersion,
        @Schema(examples = "vector-512",
                description = "What computed distances; decides speed, not results") String kernel,
        @Schema(examples = "exact_in_memory",
                description = "exact_in_memory, exact_spooled, minibatch, quick, dbscan, hdbscan or imported") String way,
        @Schema(examples = "150",
                description = "Rows that the restarts competed on, or that quick was fitted on") long restartRows,
        @Schema(examples = "17.0.15+6") String jvm,
        double loadSeconds,
        double fitSeconds,
        @Schema(description = "Up to the commit") double storeSeconds) {

    Lineage stored(double seconds) {
        return new Lineage(contentHash, snapshot, engineVersion, kernel, way, restartRows, jvm, loadSeconds, fitSeconds,
                seconds);
    }
}
