package dev.kindred.segment;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a user gives a segment; what is left out stays as it is. */
@RegisterForReflection
record SegmentChange(
        @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*[\\P{Cntrl}&&\\S]\\P{Cntrl}*",
                message = "must not be blank or hold control characters")
        @Schema(nullable = true, examples = "loyal savers",
                description = "No two segments of one version may have the same") String label,
        @Pattern(regexp = "#[0-9a-fA-F]{6}", message = "must be a colour such as #4e79a7")
        @Schema(nullable = true, examples = "#4e79a7") String colour) {}
