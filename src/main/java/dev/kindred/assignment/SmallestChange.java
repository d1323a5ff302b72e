package dev.kindred.assignment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The smallest change of one feature that brings a customer into another segment. */
@RegisterForReflection
record SmallestChange(@Schema(examples = "income") String feature,
        @Schema(implementation = Object.class, examples = "52000", nullable = true) Object from,
        @Schema(implementation = Object.class, examples = "61250",
                description = "Just beyond the border; of a whole number the next one beyond") Object to,
        @Schema(description = "Where the customer would be") SegmentName segment) {}
