package dev.kindred.job;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.mutiny.Uni;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.DomainProblems;

/**
 * Answers a request that is done as a job: at once with 202 and the job, or, where the client would wait
 * ({@code Prefer: wait=N}) and the job ends in time, as if it had been done in the request.
 */
@ApplicationScoped
public class JobAnswers {

    private final Jobs jobs;

    JobAnswers(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Queues a job and answers. Endpoints that return this need {@code @Blocking}.
     *
     * @param kind       the name of a {@link JobKind}
     * @param parameters of the job; check beforehand what can be checked, so that a mistake needs no job
     * @param prefer     all headers {@code Prefer}
     * @param succeeded  the answer where the job succeeded in time, made from its result
     * @throws dev.kindred.problem.Invalid if the header asks for an impossible wait; nothing is queued then
     */
    public Uni<Response> submit(String kind, Object parameters, List<String> prefer, UriInfo uri,
            Function<Job, ResponseBuilder> succeeded) {
        Optional<PreferredWait> wait = PreferredWait.parse(prefer);
        Job job = jobs.submit(kind, parameters);
        URI location = uri.getBaseUriBuilder().path("api/jobs/{id}").build(job.id());
        if (wait.isEmpty()) {
            return Uni.createFrom().item(accepted(job, location).build());
        }
        return jobs.ended(job.id(), wait.get().duration())
                .map(now -> (now.isEnded() ? ended(now, succeeded) : accepted(now, location))
                        .header("Preference-Applied", "wait=" + wait.get().seconds()).build());
    }

    /**
     * Refuses a header {@code Prefer} that asks for an impossible wait, for endpoints that do long work before they submit.
     *
     * @throws dev.kindred.problem.Invalid as {@link #submit} would
     */
    public static void check(List<String> prefer) {
        PreferredWait.parse(prefer);
    }

    private static ResponseBuilder accepted(Job job, URI location) {
        return Response.accepted(job).location(location);
    }

    private static ResponseBuilder ended(Job job, Function<Job, ResponseBuilder> succeeded) {
        if (job.state() == JobState.SUCCEEDED) {
            return succeeded.apply(job);
        }
        if (job.state() == JobState.CANCELLED) {
            throw new Conflict("Job %d was cancelled.".formatted(job.id()));
        }
        throw DomainProblems.problem(job.error().status(), job.error().title(), job.error().detail());
    }
}
