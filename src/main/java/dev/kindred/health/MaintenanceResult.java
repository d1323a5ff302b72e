package dev.kindred.health;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a maintenance has done, in the order in which it did it. */
@RegisterForReflection
record MaintenanceResult(@Schema(examples = "2") long done,
        @Schema(examples = "0",
                description = "Steps that the database refused; the others were done all the same") long failed,
        List<Step> steps) {

    /**
     * One action.
     *
     * @param before  null where the relation was gone already
     * @param after   null where it is gone
     * @param problem why it was not done; null where it was
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(@Schema(examples = "vacuum:customer") String action,
            @Schema(examples = "vacuum (analyze) public.customer", nullable = true) String statement,
            @Schema(examples = "1.204") double seconds, @Schema(nullable = true) Measure before,
            @Schema(nullable = true) Measure after, @Schema(nullable = true) String problem) {}

    /**
     * A relation at one moment.
     *
     * @param deadRows of a table; null for an index
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Measure(@Schema(examples = "36249600") long bytes,
            @Schema(examples = "799000", nullable = true) Long deadRows) {

        static Measure of(TableHealth table) {
            return new Measure(table.bytes(), table.deadRows());
        }

        static Measure of(IndexHealth index) {
            return new Measure(index.bytes(), null);
        }
    }

    static MaintenanceResult of(List<Step> steps) {
        long failed = steps.stream().filter(step -> step.problem() != null).count();
        return new MaintenanceResult(steps.size() - failed, failed, steps);
    }
}
