package dev.kindred.segment;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A segment described by its rows as they are now. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SegmentCard")
public record Card(
        @Schema(examples = "17") long id,
        @Schema(examples = "loyal savers") String label,
        @Schema(examples = "true") boolean labelEdited,
        @Schema(examples = "older, high income, inactive",
                description = "What the rule calls it by its rows now; a name that it has already stays") String defaultLabel,
        @Schema(examples = "#332288") String colour,
        @Schema(examples = "2") int cluster,
        @Schema(examples = "12000", description = "Rows now") long size,
        @Schema(examples = "0.12", description = "Of all rows that were read") Double share,
        @Schema(description = """
                The model's centre in original units, by column or feature; under `cosine` and for recipes that normalize, \
                by position as it is encoded""") Map<String, Object> centre,
        @Schema(description = "What sets it apart from everyone: the five strongest effects") List<Difference> apart,
        @Schema(description = "Rows nearest to the centre; none where the table has no primary key") List<Medoid> medoids,
        @Schema(description = "Rows that nearly belong to another segment") List<Boundary> boundary,
        @Schema(nullable = true, description = "Absent until it was measured") Steadiness stability,
        @Schema(nullable = true, description = "Absent where none was asked for") Rate outcome) {

    /** A row that is typical. */
    @RegisterForReflection
    @Schema(name = "MedoidRow")
    public record Medoid(@Schema(examples = "4711", description = "Primary key") String row,
            @Schema(examples = "0.12", description = "From the centre") double distance) {}

    /** A row at the edge. */
    @RegisterForReflection
    @Schema(name = "BoundaryRow")
    public record Boundary(@Schema(examples = "4712", description = "Primary key") String row,
            @Schema(examples = "1.20", description = "From the centre") double distance,
            @Schema(examples = "18", description = "The segment with the next nearest centre") long neighbour,
            @Schema(examples = "younger, active") String neighbourLabel,
            @Schema(examples = "1.21", description = "From that centre") double neighbourDistance) {}

    /** How often the outcome is so. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "OutcomeRate")
    public record Rate(@Schema(examples = "11800", description = "Rows of which it is known") long known,
            @Schema(examples = "0.31", nullable = true,
                    description = "Of these; absent where there is none") Double rate,
            @Schema(examples = "2.1", nullable = true,
                    description = "The rate by that of all rows; absent where that is 0") Double lift,
            @Schema(examples = "1", nullable = true,
                    description = "1 has the highest rate; equal rates have equal ranks") Integer rank) {}
}
