package dev.kindred.health;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Something about the database that somebody should know.
 *
 * @param subject   the table, index or setting, as users write it
 * @param statement the exact SQL that mends it; null where no statement does
 * @param action    what {@code POST …/maintenance} takes to run that statement; null where it is left to people
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Finding(@Schema(examples = "warning") Severity severity, @Schema(examples = "dead-rows") String kind,
        @Schema(examples = "customer") String subject,
        @Schema(examples = "Of 1000000 rows 799000 are dead (79.9 %); it was never vacuumed.") String finding,
        @Schema(examples = "VACUUM frees their places, in the table and in its indexes.") String advice,
        @Schema(examples = "vacuum (analyze) public.customer", nullable = true) String statement,
        @Schema(examples = "vacuum:customer", nullable = true,
                description = "What the maintenance takes; absent where it is left to people") String action) {

    /** One that only people mend. */
    static Finding of(Severity severity, String kind, String subject, String finding, String advice,
            String statement) {
        return new Finding(severity, kind, subject, finding, advice, statement, null);
    }

    /** One that the maintenance can mend, where the database's user may. */
    static Finding mendable(Severity severity, String kind, String finding, String advice, Action action,
            boolean isOwned) {
        return new Finding(severity, kind, action.subject(), finding,
                isOwned ? advice : advice + " Only its owner may do that.", action.statement(),
                isOwned ? action.id() : null);
    }
}
