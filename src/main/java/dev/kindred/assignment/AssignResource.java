package dev.kindred.assignment;

import java.util.List;

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

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;

/** Labelling a model's table. */
@Path("/api/models/{name}/assign")
@Tag(name = "Segments")
@RegisterForReflection
public class AssignResource {

    private final Models models;
    private final AssignJob job;
    private final JobAnswers answers;
    private final ObjectMapper json;

    AssignResource(Models models, AssignJob job, JobAnswers answers, ObjectMapper json) {
        this.models = models;
        this.job = job;
        this.answers = answers;
        this.json = json;
    }

    @POST
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Assign every row of a model's table to its segment",
            description = """
                    Labels the table as it is now, as a job, into the table `assignment(model_id, row_key, segment_id, distance)`; \
                    the views `kindred.current_segment` and `kindred.customer_segment` follow the champions. Readers see the labels \
                    of before until all new ones are there; only rows whose label is new or another one are written. Rows without a \
                    vector get no label. Which version a name stands for is decided by this request, not when the job runs.

                    From then on, customers who are added, changed, removed or imported through Kindred get their segment in the same \
                    transaction. What other SQL clients write is followed by the next assignment only. So are the rows of other \
                    tables. When another recipe is activated, models of the one before keep their labels and go on following \
                    customers with the recipe that they were trained on; labels of the new recipe begin with a new version.

                    With `Prefer: wait=N` (N up to 600 seconds) the answer is what was done, if the job ends in time.""")
    @APIResponse(responseCode = "200", description = "What was done",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Assigned.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "The table has no primary key, or the model can't predict")
    @APIResponse(responseCode = "404", description = "No such model, or its table is gone")
    @APIResponse(responseCode = "409",
            description = "The model's recipe is no longer what it was, or a job is assigning the same version")
    public Uni<Response> assign(
            @Parameter(description = "name, name@version or name@alias", example = "customers@4")
            @PathParam("name") String name,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        KMeansModel model = models.named(name);
        job.check(model);
        return answers.submit(AssignJob.NAME, new AssignJob.Parameters(model.id), prefer, uri,
                done -> Response.ok(json.convertValue(done.result(), Assigned.class)));
    }
}
