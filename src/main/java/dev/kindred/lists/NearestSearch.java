package dev.kindred.lists;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.JsonNode;

/** What to look for, and how thoroughly. */
public record NearestSearch(
        @NotNull @Schema(examples = "{\"x\": 1.5, \"y\": 2}", description = """
                One row, in any of the forms of the rows of `predict`""") JsonNode row,

        @Min(1) @Max(10_000)
        @Schema(examples = "8",
                description = """
                        How many lists to look through, the nearest first; default 8. From the number of clusters on the answer is exact""") Integer probes,

        @Min(1) @Max(1_000) @Schema(examples = "10", description = "How many rows to give; default 10") Integer limit) {

    private static final int PROBES = 8;
    private static final int LIMIT = 10;

    int probesOrDefault() {
        return probes == null ? PROBES : probes;
    }

    int limitOrDefault() {
        return limit == null ? LIMIT : limit;
    }
}
