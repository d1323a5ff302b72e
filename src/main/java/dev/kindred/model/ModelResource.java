package dev.kindred.model;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.job.AnswersJob;
import dev.kindred.job.Job;
import dev.kindred.job.JobAnswers;
import dev.kindred.page.Page;

/** Training, and the list of what was trained. */
@Path("/api/models")
@Tag(name = "Models", description = "Train k-means on a table, look at the centroids, predict")
@RegisterForReflection
public class ModelResource {

    private final Training training;
    private final Models models;
    private final ModelViews views;
    private final JobAnswers answers;
    private final ObjectMapper json;

    ModelResource(Training training, Models models, ModelViews views, JobAnswers answers, ObjectMapper json) {
        this.json = json;
        this.training = training;
        this.answers = answers;
        this.models = models;
        this.views = views;
    }

    @POST
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Train a model",
            description = """
                    Reads the rows of a table in one snapshot, as its columns are or as a recipe encodes them, clusters them and \
                    stores the next version of the name, as a job. Rows with a NULL in one of the columns, or that the recipe \
                    refuses, are skipped and counted. With `Prefer: wait=N` (N up to 600 seconds) the \
                    answer is the model, if the job ends in time.""")
    @APIResponse(responseCode = "201", description = "The trained model; Location names its version",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ModelView.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "A column, a value or an option can't be used")
    @APIResponse(responseCode = "404", description = "No such table or recipe, or the table is not allow-listed")
    @APIResponse(responseCode = "409",
            description = "startFrom is a model of another recipe, the detail has both hashes; or it has no cluster")
    @APIResponse(responseCode = "413",
            description = "The table has more rows than dbscan or hdbscan takes, or than fit into memory for them")
    public Uni<Response> train(@NotNull @Valid NewModel wanted,
            @Parameter(description = "`wait=N`: how many seconds to wait for the model", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer,
            @Context UriInfo uri) {
        training.check(wanted);
        return answers.submit(TrainingJob.NAME, wanted, prefer, uri, job -> created(job, uri));
    }

    private ResponseBuilder created(Job job, UriInfo uri) {
        ModelView model = json.convertValue(job.result(), ModelView.class); // jsonb has its own order of fields
        URI location = uri.getBaseUriBuilder().path("api/models/{name}/versions/{version}")
                .build(model.name(), model.version());
        return Response.created(location).entity(model);
    }

    @GET
    @Operation(summary = "List the models",
            description = "All versions of all names, oldest first, without their bytes.")
    @APIResponse(responseCode = "200", description = "A page of them")
    public Page<ModelView> list(
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Models a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit) {
        return views.page(models.page(after, limit), limit, row -> row.id);
    }
}
