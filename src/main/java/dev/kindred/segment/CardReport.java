package dev.kindred.segment;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** All segments of a version, described by one snapshot of its table. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SegmentCards")
public record CardReport(
        @Schema(examples = "customer") String model,
        @Schema(examples = "3") int version,
        @Schema(examples = "customer") String table,
        @Schema(examples = "100000", description = "That are in a segment") long rows,
        @Schema(examples = "12",
                description = "Rows that have no vector, or under `cosine` no direction") long skippedRows,
        @Schema(nullable = true, description = "Absent where none was asked for") Overall outcome,
        @Schema(description = "By cluster") List<Card> items) {

    /** The outcome over all segments. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Outcome")
    public record Overall(@Schema(examples = "attributes.churned") String field,
            @Schema(examples = "98000", description = "Rows of which it is known") long known,
            @Schema(examples = "0.15", nullable = true) Double rate) {}
}
