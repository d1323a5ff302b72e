package dev.kindred.audience;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An audience, as clients see it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Audience")
public record AudienceView(@Schema(examples = "like-our-best") String name,
        @Schema(examples = "10000", description = "Members when it was computed") int size,
        @Schema(description = "As it was asked for, with the defaults filled in") NewAudience definition,
        @Schema(description = "Of the recipe that made the vectors compared") String recipeHash,
        AudienceReport.SeedsFound seeds,
        @Schema(examples = "999800", description = "Customers who could have been members") long candidates,
        @Schema(description = "How alike the seeds are") Coherence coherence,
        @Schema(description = "The groups that the seeds fall into") SubSeeds subSeeds,
        @Schema(description = "How well four fifths of the seeds find the last fifth") SizeCurve curve,
        @Schema(nullable = true,
                description = "What the last refresh has changed; absent before the first") AudienceReport.Changes changes,
        Instant createdAt, Instant computedAt) {

    static AudienceView of(Audience audience) {
        AudienceReport report = audience.report;
        return new AudienceView(audience.name, audience.size, audience.definition, audience.recipeHash, report.seeds(),
                report.candidates(), report.coherence(), report.subSeeds(), report.curve(), report.changes(),
                audience.createdAt, audience.computedAt);
    }
}
