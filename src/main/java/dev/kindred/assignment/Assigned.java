package dev.kindred.assignment;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What an assignment has done. Customers who changed while it ran are counted as they were at its beginning. */
@RegisterForReflection
@Schema(name = "Assignment")
record Assigned(@Schema(examples = "customers") String model, @Schema(examples = "4") int version,
        @Schema(examples = "1000000", description = "Rows that have a label") long rows,
        @Schema(description = "By cluster") List<SegmentRows> segments,
        @Schema(examples = "0",
                description = "Rows without one: a value is missing, or under cosine the vector is all-zero") long skippedRows,
        @Schema(examples = "1200", description = "Rows that had no label before") long added,
        @Schema(examples = "310", description = "Rows whose segment or distance was another one before") long changed,
        @Schema(examples = "7", description = "Labels of rows that are gone, or have no vector any more") long removed,
        @Schema(examples = "2.1") double seconds) {

    /** How many rows a segment has. */
    @RegisterForReflection
    @Schema(name = "AssignmentSegment")
    record SegmentRows(SegmentName segment, @Schema(examples = "125000") long rows) {}
}
