package dev.kindred.audience;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The groups that the seeds fall into, each of them seeds for an audience of its own.
 *
 * @param reason why there are these groups, or why none
 * @param groups largest first, without strays; empty where the seeds are of one kind
 */
@RegisterForReflection
public record SubSeeds(
        @Schema(examples = "The seeds fall into 2 groups, with a mean silhouette of 0.81.") String reason,
        List<Group> groups) {

    /** A group of seeds. */
    @RegisterForReflection
    @Schema(name = "SubSeedGroup")
    public record Group(@Schema(examples = "1") int group, @Schema(examples = "120") int size,
            @Schema(examples = "[17, 42]",
                    description = """
                            Of its customers, the 100 with the lowest ids at most; `GET /api/audiences/{name}/seeds?group=` lists \
                            all""") List<Long> ids,
            @Schema(description = "By what it differs most from the average seed, at most three") List<Feature> differsBy) {}

    /** What sets a group apart. */
    @RegisterForReflection
    @Schema(name = "SubSeedFeature")
    public record Feature(@Schema(examples = "income") String feature,
            @Schema(examples = "0.87",
                    description = "Its part of the squared distance between the averages") double share) {}
}
