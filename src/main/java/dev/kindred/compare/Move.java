package dev.kindred.compare;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A row that would change its segment. */
@RegisterForReflection
public record Move(
        @Schema(examples = "4711",
                description = "The primary key as text; of several columns a JSON array") String rowKey,
        @Schema(examples = "12") long fromSegment, @Schema(examples = "older, inactive") String fromLabel,
        @Schema(examples = "14") long toSegment, @Schema(examples = "younger") String toLabel,
        @Schema(examples = "1.93", description = "From the centre, in the version's vector space") double fromDistance,
        @Schema(examples = "1.52", description = "Likewise") double toDistance) {}
