package dev.kindred.drift;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** One thing that drifts. */
@RegisterForReflection
@Schema(name = "DriftMeasure")
public record Measure(
        @Schema(examples = "0.31", nullable = true, description = "Null where it can't be known") Double value,
        @Schema(examples = "0.25", description = "From when on it is a reason to train anew") double threshold,
        boolean ok,
        @Schema(examples = "The population stability index of the segments' shares is 0.310; 0.25 and more is a significant shift.") String words) {}
