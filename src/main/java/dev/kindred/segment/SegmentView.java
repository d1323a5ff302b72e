package dev.kindred.segment;

import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A segment as a version has it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Segment")
public record SegmentView(
        @Schema(examples = "17", description = "Permanent: it stays over versions") long id,
        @Schema(examples = "older, high income, inactive") String label,
        @Schema(examples = "false",
                description = "Whether a user gave the label; else it is by rule from when the segment was new") boolean labelEdited,
        @Schema(examples = "#332288") String colour,
        @Schema(examples = "customer") String model,
        @Schema(examples = "3", nullable = true,
                description = "The version that the following is of; absent for a segment that no version has any more") Integer version,
        @Schema(examples = "2", nullable = true) Integer cluster,
        @Schema(examples = "12000", nullable = true, description = "Rows of the training") Long size,
        @Schema(examples = "0.12", nullable = true,
                description = "Of all rows that are in a cluster of the version") Double share,
        @Schema(examples = "11950", nullable = true,
                description = "Rows in it by the last assignment; absent for a version that was never assigned") Long assigned,
        @Schema(examples = "0.91", nullable = true,
                description = "Mean bootstrap Jaccard index; absent until it is measured") Double stability,
        @Schema(examples = "{\"age\": 61.2, \"income\": 72500, \"gender\": {\"female\": 0.8, \"male\": 0.2}}",
                nullable = true,
                description = """
                        The centre in original units, by column or feature: numbers; of booleans the share of true; of categories \
                        their shares. Under `cosine` and for recipes that normalize, a direction, by position as it is encoded""") Map<String, Object> centroid) {}
