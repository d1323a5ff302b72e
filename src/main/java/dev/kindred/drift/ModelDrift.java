package dev.kindred.drift;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How far a champion's rows have moved away from those it was trained on. */
@RegisterForReflection
public record ModelDrift(
        @Schema(examples = "customers") String model,
        @Schema(examples = "4", description = "The champion's") int version,
        Instant computedAt,
        @Schema(examples = "1000000", nullable = true, description = "Null where they are not known") Long trainingRows,
        @Schema(examples = "1012000", description = "Assigned ones") long rows,
        Advice advice,
        @Schema(examples = "[\"Nothing is beyond its threshold.\"]",
                description = "Why that is the advice") List<String> reasons,
        @Schema(nullable = true, description = "Null where there is nothing to compare") Measures measures,
        List<SegmentShare> segments) {

    /** What to do. */
    public enum Advice {
        /** Nothing is beyond its threshold. */
        FINE,
        /** Something is. */
        RETRAIN,
        /** There is nothing to compare; the reasons say what is missing. */
        UNKNOWN;

        /** As answers have it. */
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All that is measured. */
    @RegisterForReflection
    @Schema(name = "DriftMeasures")
    public record Measures(
            @Schema(description = "Population stability index of the segments' shares") Measure psi,
            @Schema(description = "Mean distance from the segments' centres, as a multiple of the training's") Measure meanDistanceRatio,
            @Schema(description = "Share of rows beyond the 99th percentile of distance of the training; 0.01 is expected") Measure beyondP99,
            @Schema(description = "Segments that had rows at the training and have none now") Measure emptySegments,
            @Schema(description = "Segments whose share has grown to a multiple") Measure swollenSegments,
            @Schema(description = "Share of rows in no segment, above that at the training") Measure withoutSegment) {

        Stream<Measure> all() {
            return Stream.of(psi, meanDistanceRatio, beyondP99, emptySegments, swollenSegments, withoutSegment);
        }
    }

    /** A segment's share of the rows that are in one. */
    @RegisterForReflection
    @Schema(name = "SegmentShare")
    public record SegmentShare(long id, @Schema(examples = "older, inactive") String label,
            @Schema(examples = "0.12", nullable = true) Double trainingShare,
            @Schema(examples = "0.27", nullable = true) Double share, @Schema(examples = "273000") long rows,
            boolean empty, boolean swollen) {}
}
