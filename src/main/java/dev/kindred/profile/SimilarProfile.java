package dev.kindred.profile;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A customer and how far its profile is from the one asked for; null or NaN where there is no distance. */
@RegisterForReflection
public record SimilarProfile(@Schema(examples = "17") long customerId, @Schema(examples = "0.25") Double distance) {

    boolean hasDistance() {
        return distance != null && !distance.isNaN();
    }
}
