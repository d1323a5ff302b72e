package dev.kindred.segment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How well a cluster is found again in resampled rows. */
@RegisterForReflection
@Schema(name = "Stability")
public record Steadiness(
        @Schema(examples = "0.91", description = "Mean bootstrap Jaccard index, 0 to 1") double jaccard,
        @Schema(examples = "highly stable") String words) {

    /** The bounds and their words are those of Hennig's {@code fpc::clusterboot}. */
    static Steadiness of(double jaccard) {
        String words = jaccard > 0.85
                ? "highly stable"
                : jaccard >= 0.75
                        ? "valid and stable"
                        : jaccard >= 0.6
                                ? "shows a pattern, but which rows belong to it is doubtful"
                                : "not to be trusted";
        return new Steadiness(jaccard, words);
    }
}
