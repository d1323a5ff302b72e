package dev.kindred.lists;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a search has found.
 *
 * @param items nearest first; of equally near ones the smaller key
 * @param lists that were looked through, nearest first
 */
public record NearestRows(@Schema(examples = "customers") String model, @Schema(examples = "4") int version,
        List<Item> items, List<ProbedList> lists,
        @Schema(examples = "9120", description = "How many rows' distances were computed") long rowsCompared,
        @Schema(description = "Whether all lists were looked through, so that no assigned row is nearer than these") boolean exact) {

    /** A row of the model's table. */
    @Schema(name = "NearestRow")
    public record Item(
            @Schema(examples = "1017",
                    description = "Its primary key as text; of several columns a JSON array") String rowKey,
            @Schema(examples = "0.31",
                    description = "By the model's metric, among the model's vectors") double distance,
            @Schema(examples = "3") int cluster) {}

    /** A cluster with the rows that are assigned to it. */
    @Schema(name = "ProbedList")
    public record ProbedList(@Schema(examples = "3") int cluster, @Schema(examples = "12") long segmentId,
            @Schema(examples = "0.7", description = "Of its centroid") double distance,
            @Schema(examples = "1140", description = "That are assigned to it") long rows) {}
}
