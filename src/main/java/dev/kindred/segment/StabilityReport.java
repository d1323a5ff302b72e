package dev.kindred.segment;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How well each segment of a version is found again in resampled rows. */
@RegisterForReflection
@Schema(name = "StabilityReport")
public record StabilityReport(
        @Schema(examples = "customer") String model,
        @Schema(examples = "3") int version,
        @Schema(examples = "20000", description = "That were resampled") int rows,
        @Schema(examples = "20") int resamples,
        List<Item> items) {

    /** One segment. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SegmentStability")
    public record Item(@Schema(examples = "17") long segment,
            @Schema(examples = "older, inactive") String label,
            @Schema(examples = "2") int cluster,
            @Schema(nullable = true,
                    description = "Absent for a segment that has no rows now") Steadiness stability) {}
}
