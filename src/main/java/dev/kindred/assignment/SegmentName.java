package dev.kindred.assignment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Which segment, as an answer names it. */
@RegisterForReflection
record SegmentName(@Schema(examples = "17") long id, @Schema(examples = "older, high income") String label,
        @Schema(examples = "#4e79a7") String colour) {}
