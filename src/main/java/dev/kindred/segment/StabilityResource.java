package dev.kindred.segment;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
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

import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;

/** How stable the segments of a version are. */
@Path("/api/models/{name}/stability")
@Tag(name = "Segments")
@RegisterForReflection
public class StabilityResource {

    private final StabilityJob stability;
    private final JobAnswers answers;
    private final Models models;

    StabilityResource(StabilityJob stability, JobAnswers answers, Models models) {
        this.stability = stability;
        this.answers = answers;
        this.models = models;
    }

    @POST
    @Blocking
    @Operation(summary = "Measure how stable segments are",
            description = """
                    Draws as many rows with replacement, of at most 20,000 of the table as it is now, clusters them as the version was \
                    and tells how well each segment is found again: the mean Jaccard index with the cluster most like it (Hennig, 2007). \
                    Above 0.85 a segment is highly stable, from 0.75 valid, from 0.6 a pattern, below not to be trusted. A job; cards show \
                    what it has found. With `Prefer: wait=N` the answer is its report.""")
    @APIResponse(responseCode = "200", description = "What was found",
            content = @Content(mediaType = "application/json",
                    schema = @Schema(implementation = StabilityReport.class)))
    @AnswersJob
    @APIResponse(responseCode = "404", description = "No such model, or its table is gone")
    @APIResponse(responseCode = "409",
            description = """
                    The model predicts nothing or was imported, or its recipe is no longer what it was at the training""")
    public Uni<Response> measure(@PathParam("name") String name,
            @Parameter(description = "How often rows are drawn and clustered", example = "20")
            @QueryParam("resamples") @DefaultValue("20") @Min(1) @Max(100) int resamples,
            @Parameter(description = "Of every random choice", example = "0")
            @QueryParam("seed") @DefaultValue("0") long seed,
            @Parameter(description = "`wait=N`: how many seconds to wait", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer,
            @Context UriInfo uri) {
        KMeansModel model = models.named(name);
        stability.check(model);
        return answers.submit(StabilityJob.NAME,
                new StabilityJob.Parameters(model.name, model.version, resamples, seed), prefer, uri,
                job -> Response.ok(job.result()));
    }
}
