package dev.kindred.assignment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A row that lies further from its segment's centre than nearly all of the training. */
@RegisterForReflection
record Outlier(
        @Schema(examples = "4711",
                description = "The row's primary key as text; of several columns a JSON array") String rowKey,
        SegmentName segment,
        @Schema(examples = "4.2", description = "From the segment's centre") float distance,
        @Schema(examples = "2.8",
                description = "That 99 % of the training's rows in it do not pass") double p99Distance,
        @Schema(examples = "1.5", nullable = true,
                description = "distance / p99Distance; null where that is 0") Double ratio) {}
