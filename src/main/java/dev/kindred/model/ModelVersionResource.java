package dev.kindred.model;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.job.Job;
import dev.kindred.job.JobAnswers;

/** One version of a name. */
@Path("/api/models/{name}/versions/{version}")
@Tag(name = "Models")
@RegisterForReflection
public class ModelVersionResource extends ModelUse {

    @Inject
    JobAnswers answers;

    @Inject
    Training training;

    @PathParam("name")
    String name;

    @PathParam("version")
    int version;

    @Override
    KMeansModel model() {
        return models.version(name, version);
    }

    @POST
    @Path("verify")
    @Blocking
    @Operation(summary = "Train a version once more and compare", description = """
            Reads the table as it is now, trains with the same options and tells whether the rows and the bytes still \
            match, and why not where they don't; nothing is stored. A job, like training; with `Prefer: wait=N` the \
            answer is the comparison.""")
    @APIResponse(responseCode = "200", description = "What was found",
            content = @Content(schema = @Schema(implementation = Verification.class)))
    @APIResponse(responseCode = "202", description = "The job; Location names it",
            content = @Content(schema = @Schema(implementation = Job.class)))
    @APIResponse(responseCode = "404", description = "No such version, or its table is gone")
    @APIResponse(responseCode = "409", description = "The model's recipe is no longer what it was at the training")
    public Uni<Response> verify(
            @Parameter(description = "`wait=N`: how many seconds to wait", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer,
            @Context UriInfo uri) {
        KMeansModel model = model();
        training.checkAgain(model);
        return answers.submit(VerificationJob.NAME, new VerificationJob.Parameters(model.name, model.version), prefer,
                uri, job -> Response.ok(job.result()));
    }
}
