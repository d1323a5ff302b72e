package dev.kindred.transfer;

import java.time.Instant;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;

import dev.kindred.download.Download;
import dev.kindred.download.FileFormat;
import dev.kindred.job.Jobs;
import dev.kindred.problem.NotFound;

/** What an import has left out. */
@Path("/api/jobs/{id}/rejects")
@Tag(name = "Customers")
@RegisterForReflection
public class RejectResource {

    private final Jobs jobs;
    private final RejectTable rejects;
    private final ImportsConfig config;

    RejectResource(Jobs jobs, RejectTable rejects, ImportsConfig config) {
        this.jobs = jobs;
        this.rejects = rejects;
        this.config = config;
    }

    @GET
    @Produces("text/csv")
    @Operation(summary = "List the rows that an import left out",
            description = """
                    In the order of the file, each with the first thing that is wrong with it. They can be read from the moment the \
                    job is queued, and also where it failed because there were too many; more are added when it ends. They are kept \
                    for 30 days, unless `kindred.imports.keep-rejects` says otherwise.""")
    @APIResponse(responseCode = "200", description = "The rejects; column is empty where the row as a whole is wrong",
            content = @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                    examples = @ExampleObject(name = "rejects", value = """
                            line,column,reason
                            17,age,"must be a whole number from 0 to 150, but is '-3'"
                            """)))
    @APIResponse(responseCode = "404",
            description = "No such job, or it is no import, or its rejects are no longer kept")
    @APIResponse(responseCode = "409", description = Download.BUSY)
    public Response rejects(@PathParam("id") @Parameter(example = "17") long id, @Context HttpServerRequest request) {
        long number = jobs.parameters(id, ImportJob.NAME, ImportOrder.class).number();
        Instant ended = jobs.get(id).finishedAt();
        if (ended != null && ended.plus(config.keepRejects()).isBefore(Instant.now())) {
            throw new NotFound("The rejects of job %d are no longer kept.".formatted(id));
        }
        return Download.of(request, FileFormat.CSV.contentType(), "rejects-%d.csv".formatted(id),
                target -> rejects.write(number, target));
    }
}
