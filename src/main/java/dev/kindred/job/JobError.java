package dev.kindred.job;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.problem.DomainProblems;
import dev.kindred.problem.KindredException;

/**
 * Why a job failed, as problem details: what a client that waits gets is what it would have got had the work been done
 * in its request.
 *
 * @param status of HTTP
 * @param title  of the status
 * @param detail for the user; it never tells of an unexpected exception, which is in the log
 */
@RegisterForReflection
public record JobError(@Schema(examples = "400") int status, @Schema(examples = "Bad Request") String title,
        @Schema(examples = "clusters must be at most the number of distinct rows, 147, but was 148.") String detail) {

    static final JobError INSTANCE_DIED = new JobError(503, "Service Unavailable",
            "The instance that ran this job ended before the job did. Nothing of it was stored; start it again.");

    static final JobError INSTANCE_STOPPED = new JobError(503, "Service Unavailable",
            "The instance that ran this job was stopped. Nothing of it was stored; start it again.");

    /** PostgreSQL stores no U+0000, and a detail may quote one from a request. */
    static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    static JobError of(Throwable failure) {
        if (failure instanceof KindredException problem) {
            return new JobError(DomainProblems.statusCodeOf(problem), DomainProblems.titleOf(problem),
                    storable(problem.getMessage()));
        }
        return new JobError(500, "Internal Server Error",
                "Something went wrong here, not in the request; the log says what.");
    }
}
