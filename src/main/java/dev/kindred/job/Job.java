package dev.kindred.job;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Long work, as clients see it.
 *
 * @param progress   0 to 1; back to 0 where a job is tried again
 * @param phase      what is being done, or was done last; null before the start
 * @param result     of a job that succeeded, as its kind defines it; null before
 * @param error      of a job that failed; null otherwise
 * @param startedAt  of the newest attempt
 */
@RegisterForReflection
public record Job(@Schema(examples = "17") long id, @Schema(examples = "train") String kind, JobState state,
        @Schema(examples = "0.4", description = "0 to 1; back to 0 where a job is tried again") float progress,
        @Schema(examples = "iteration 12", nullable = true,
                description = "What is being done, or was done last") String phase,
        @Schema(implementation = Object.class, nullable = true,
                description = "Of a job that succeeded, as its kind defines it") JsonNode result,
        @Schema(nullable = true,
                description = "Of a job that failed: what a waiting client gets as its answer") JobError error,
        Instant createdAt, @Schema(nullable = true) Instant startedAt, @Schema(nullable = true) Instant finishedAt) {

    static Job of(JobRow row) {
        return new Job(row.id, row.kind, JobState.parse(row.state), row.progress, row.phase, row.result, row.error,
                row.createdAt, row.startedAt, row.finishedAt);
    }

    @JsonIgnore
    public boolean isEnded() {
        return state.isEnd();
    }
}
