package dev.kindred.recall;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What one setting gives.
 *
 * @param efSearch of a graph; null of lists, and for comparing all rows
 * @param probes   of lists; null of a graph, and for comparing all rows
 * @param error   standard error of the recall
 * @param millis  with the time of comparing all rows where the index came up short
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecallPoint(
        @Schema(examples = "0.05", description = "Share of the rows that a filter keeps; 1 without") double kept,
        @Schema(examples = "10", description = "Neighbours asked for, at most") int limit,
        @Schema(examples = "80", nullable = true,
                description = "hnsw.ef_search; absent where all rows are compared") Integer efSearch,
        @Schema(examples = "8", nullable = true,
                description = "ivfflat.probes; absent where all rows are compared") Integer probes,
        @Schema(examples = "0.985",
                description = "Share of the true nearest rows that were found, on average; of the kinds of "
                        + "filters the lowest") double recall,
        @Schema(examples = "0.003", description = "Standard error of the recall") double error,
        @Schema(examples = "0.8",
                description = "Milliseconds in the database and on the way to it, on average") double millis,
        @Schema(examples = "0.0", name = "short",
                description = "Share of the queries for which the index gave too few rows, so "
                        + "that all were compared")
        @JsonProperty("short") double shortShare) {

    /** Of whichever kind; null for comparing all rows. */
    Integer setting() {
        return efSearch != null ? efSearch : probes;
    }
}
