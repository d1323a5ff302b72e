package dev.kindred.audience;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a computation tells of an audience beside its members.
 *
 * @param candidates who could have been a member
 * @param changes    of the last refresh; null before the first
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AudienceReport(SeedsFound seeds, long candidates, Coherence coherence, SubSeeds subSeeds,
        SizeCurve curve, Changes changes) {

    /** How many customers the selections have named. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SeedsFound(@Schema(examples = "200", description = "Seeds that were compared with") int used,
            @Schema(examples = "0",
                    description = "Seeds left out under cosine, since an all-zero vector has no direction") int withoutDirection,
            @Schema(examples = "0",
                    description = "Seeds named by id or externalId that are no customers (any more)") int missing,
            @Schema(examples = "[]", description = "Ten of these at most") List<String> missingSome,
            @Schema(examples = "0", description = "Unlikes that were compared with") int unlikes,
            @Schema(nullable = true, examples = "0",
                    description = "Unlikes named by id or externalId that are no customers (any more); absent where it was not "
                            + "counted, by an earlier release") Integer unlikesMissing,
            @Schema(examples = "0", description = "Named in exclude, but no customers") int excludedMissing) {}

    /** What a refresh has changed. Customers deleted since count nowhere. */
    @RegisterForReflection
    @Schema(name = "AudienceChanges")
    public record Changes(@Schema(examples = "180") int joined, @Schema(examples = "175") int left,
            @Schema(examples = "9820") int stayed) {}

    AudienceReport with(Changes made) {
        return new AudienceReport(seeds, candidates, coherence, subSeeds, curve, made);
    }
}
