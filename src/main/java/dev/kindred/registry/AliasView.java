package dev.kindred.registry;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Where an alias points since some move of it.
 *
 * @param version null where it was taken away
 */
@RegisterForReflection
@Schema(name = "Alias")
public record AliasView(
        @Schema(examples = "iris") String model,
        @Schema(examples = "champion") String alias,
        @Schema(examples = "4", nullable = true, description = "Null where the alias was taken away") Integer version,
        @Schema(examples = "better separated", nullable = true) String reason,
        @Schema(examples = "ada", description = "Who moved it") String by,
        @Schema(description = "When it was moved there") Instant at,
        @Schema(examples = "false", description = "Whether a rollback moved it there") boolean rollback) {

    static AliasView of(AliasMove move) {
        return new AliasView(move.modelName, move.alias, move.version, move.reason, move.changedBy, move.changedAt,
                move.restores != null);
    }
}
