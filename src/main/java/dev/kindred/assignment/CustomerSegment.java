package dev.kindred.assignment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Where a customer is by one model. What a model can't tell is null: all but the stored label, where it can't predict. */
@RegisterForReflection
record CustomerSegment(@Schema(examples = "customers") String model, @Schema(examples = "4") int version,
        @Schema(nullable = true,
                description = "null for noise, and for a customer without a vector") SegmentName segment,
        @Schema(nullable = true, examples = "0.8", description = "From the segment's centre") Double distance,
        @Schema(nullable = true, description = "The segment with the next nearest centre") RunnerUp runnerUp,
        @Schema(nullable = true,
                description = "Whether it is further from the centre than 99 % of the training's rows in the segment") Boolean outlier,
        @Schema(nullable = true,
                description = "null where no change of one feature does it without leaving where customers are") SmallestChange smallestChange,
        @Schema(description = "Whether the table assignment says the same; it does not before the model is assigned, and where "
                + "the customer was changed by other means than Kindred since") boolean assigned) {

    /** The next segment. */
    @RegisterForReflection
    record RunnerUp(SegmentName segment, @Schema(examples = "1.3", description = "From its centre") double distance) {}
}
