package dev.kindred.job;

import java.time.Duration;
import java.util.function.Function;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;

import dev.kindred.page.Page;

/** Long work: how it gets on, and an end to it. */
@Path("/api/jobs")
@Tag(name = "Jobs", description = "Long work: watch it, cancel it")
@RegisterForReflection
public class JobResource {

    private final Jobs jobs;
    private final JobsConfig config;

    JobResource(Jobs jobs, JobsConfig config) {
        this.jobs = jobs;
        this.config = config;
    }

    @GET
    @Operation(summary = "List the jobs", description = "In the order they were queued.")
    @APIResponse(responseCode = "200", description = "A page of jobs")
    @APIResponse(responseCode = "400", description = "There is no such state or kind")
    public Page<Job> list(
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Jobs a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit,
            @Parameter(description = "Only jobs in this state: queued, running, succeeded, failed or cancelled",
                    example = "running")
            @QueryParam("state") String state,
            @Parameter(description = "Only jobs of this kind", example = "train") @QueryParam("kind") String kind) {
        return Page.of(jobs.page(after, limit, state == null ? null : JobState.parse(state), kind), limit,
                Function.identity(), Job::id);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Look at a job")
    @APIResponse(responseCode = "200", description = "The job as it is now")
    @APIResponse(responseCode = "404", description = "No such job")
    public Job get(@PathParam("id") @Parameter(example = "17") long id) {
        return jobs.get(id);
    }

    @GET
    @Path("{id}/events")
    @Blocking // to look for the job; the stream itself holds no thread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Follow a job",
            description = """
                    Server-sent events named `job`: the job as it is now, then as it is after every change. The stream ends when \
                    the job has ended; close it then, because an EventSource would open it again.""")
    @APIResponse(responseCode = "200", description = "The events, each with the job as JSON",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = Job.class),
                    examples = @ExampleObject(name = "running", value = """
                            event: job
                            data: {"id":17,"kind":"train","state":"running","progress":0.4,"phase":"iteration 12"}
                            """)))
    @APIResponse(responseCode = "404", description = "No such job")
    public Multi<OutboundSseEvent> events(@PathParam("id") @Parameter(example = "17") long id, @Context Sse sse) {
        jobs.get(id); // a job that is not there is a 404 and no stream
        OutboundSseEvent end = sse.newEventBuilder().comment("end").build();
        Duration keepAlive = config.keepAlive();
        Multi<OutboundSseEvent> changes = jobs.follow(id).map(job -> sse.newEventBuilder().name("job")
                .mediaType(MediaType.APPLICATION_JSON_TYPE).data(Job.class, job).build()).onCompletion()
                .continueWith(end);
        Multi<OutboundSseEvent> signs = Multi.createFrom().ticks().startingAfter(keepAlive).every(keepAlive)
                .onOverflow().drop().map(tick -> sse.newEventBuilder().comment("still there").build());
        return Multi.createBy().merging().streams(changes, signs).select().first(event -> event != end);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Cancel a job", description = """
            A queued job is cancelled at once. A running one is asked to end, which it does within about a second; \
            nothing of its work is stored.""")
    @APIResponse(responseCode = "200", description = "The job was queued and is cancelled")
    @APIResponse(responseCode = "202", description = "The job runs and will be cancelled",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Job.class)))
    @APIResponse(responseCode = "404", description = "No such job")
    @APIResponse(responseCode = "409", description = "The job has ended already")
    public RestResponse<Job> cancel(@PathParam("id") @Parameter(example = "17") long id) {
        Job job = jobs.cancel(id);
        return RestResponse.status(job.isEnded() ? Status.OK : Status.ACCEPTED, job);
    }
}
