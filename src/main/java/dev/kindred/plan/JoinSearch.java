package dev.kindred.plan;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How the order in which tables are joined is looked for. Beyond {@code join_collapse_limit} the planner does not try all
 * orders, but joins group by group as the statement or its views have it.
 */
@RegisterForReflection
public record JoinSearch(
        @Schema(examples = "10",
                description = "Joined by the plan; those that it could leave out are not among them") int tables,
        @Schema(examples = "8", description = "As it is now") int joinCollapseLimit,
        @Schema(examples = "8", description = "As it is now") int fromCollapseLimit,
        @Schema(examples = "12", nullable = true,
                description = """
                        From so many tables in one group on, some orders only are tried; null where `geqo` is off""") Integer geqoThreshold,
        @Schema(description = "The statement as it is planned with other limits; not run") List<Order> orders,
        @Schema(examples = "With join_collapse_limit = 12 and from_collapse_limit = 12 the planner finds a plan of estimated cost 1,200.00 instead of 48,000.00.",
                description = "What would be gained, and how") String advice) {

    /** What the planner makes of the statement under limits. */
    @RegisterForReflection
    @Schema(name = "JoinOrder")
    public record Order(@Schema(examples = "12") int joinCollapseLimit, @Schema(examples = "12") int fromCollapseLimit,
            @Schema(examples = "false",
                    description = """
                            Whether so many tables in one group are left to the genetic search, which tries some orders only; by the limits, \
                            which do not part what stands after one FROM with commas""") boolean geqo,
            @Schema(examples = "1200", description = "Estimated, in the planner's units") double cost,
            @Schema(examples = "3.1") double planningMillis) {}
}
