package dev.kindred.index;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** The vector indexes: which there are, and making, rebuilding and dropping them while everything goes on. */
@Path("/api/indexes")
@Tag(name = "Indexes", description = "Vector indexes: built, rebuilt and dropped while the table is used")
@RegisterForReflection
public class IndexResource {

    private final Indexes indexes;
    private final IndexPlanner planner;
    private final JobAnswers answers;
    private final ObjectMapper json;

    IndexResource(Indexes indexes, IndexPlanner planner, JobAnswers answers, ObjectMapper json) {
        this.indexes = indexes;
        this.planner = planner;
        this.answers = answers;
        this.json = json;
    }

    @GET
    @Operation(summary = "List the vector indexes",
            description = """
                    Of all tables that Kindred may read, on one page, whoever made them; invalid ones too, which a build that was \
                    broken off leaves. To count the rows that an index leaves out, every row is looked at.""")
    @APIResponse(responseCode = "200", description = "All of them")
    public Page<IndexView> list(
            @Parameter(description = "Whether to count rows, those left out too") @QueryParam("count")
            @DefaultValue("true") boolean count) {
        return new Page<>(indexes.all().stream().map(index -> indexes.view(index, count)).toList(), null);
    }

    @GET
    @Path("{name}")
    @Operation(summary = "Show a vector index")
    @APIResponse(responseCode = "200", description = "The index as it is now")
    @APIResponse(responseCode = "404", description = "No such vector index")
    public IndexView get(@PathParam("name") @Parameter(example = "customer_embedding_hnsw_l2") String name) {
        return indexes.view(indexes.named(name), true);
    }

    @POST
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Build a vector index",
            description = """
                    As a job, while the table is read and written. What is not asked for is chosen by the number of rows, and the \
                    answer says why. With `dryRun=true` nothing is built and the answer is the plan: options, rows that the index \
                    will leave out, and a forecast of memory, time and size. With `Prefer: wait=N` (N up to 600 seconds) the \
                    answer is the index beside its plan, if the job ends in time. What only a look at every row can tell \
                    (too few of them, or too large values) ends the job with the same problem. A cancelled or failed build leaves nothing; \
                    one whose process died may leave an invalid index, which the next build of the same removes.""")
    @APIResponse(responseCode = "200", description = "The plan, of a dry run",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = IndexPlan.class)))
    @APIResponse(responseCode = "201", description = "The index; Location names it",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BuiltIndex.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "An unknown word or column, or an option out of bounds")
    @APIResponse(responseCode = "404", description = "No such table, or it is not allow-listed")
    @APIResponse(responseCode = "409",
            description = "An equal index stands, the name is taken, the table is another user's, or a recipe is being activated")
    @APIResponse(responseCode = "422",
            description = "The type, its dimensions, the rows or the memory do not serve; the detail says what would")
    public Uni<Response> build(@NotNull @Valid NewIndex wanted,
            @Parameter(description = "Only plan and forecast") @QueryParam("dryRun")
            @DefaultValue("false") boolean dryRun,
            @Parameter(description = "`wait=N`: how many seconds to wait for the index", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        JobAnswers.check(prefer);
        Definition definition = planner.define(wanted);
        planner.requireFree(definition);
        if (dryRun) {
            return Uni.createFrom().item(Response.ok(planner.plan(definition)).build());
        }
        // The rows are counted by the job alone: they may be others when its turn comes, and the client need not wait for it.
        return answers.submit(BuildJob.NAME, wanted, prefer, uri, job -> created(job, uri));
    }

    private ResponseBuilder created(Job job, UriInfo uri) {
        BuiltIndex built = json.convertValue(job.result(), BuiltIndex.class); // jsonb has its own order of fields
        URI location = uri.getBaseUriBuilder().path("api/indexes/{name}").build(built.index().name());
        return Response.created(location).entity(built);
    }

    @POST
    @Path("{name}/rebuild")
    @Blocking
    @Operation(summary = "Build a vector index anew",
            description = """
                    As a job, beside the old one, which serves until the new one takes its place: after many updates, or to mend \
                    an invalid one.""")
    @APIResponse(responseCode = "200", description = "The index as it is now",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RebuiltIndex.class)))
    @AnswersJob
    @APIResponse(responseCode = "404", description = "No such vector index")
    @APIResponse(responseCode = "409", description = "A recipe is being activated, or the table is another user's")
    public Uni<Response> rebuild(@PathParam("name") @Parameter(example = "customer_embedding_hnsw_l2") String name,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        indexes.named(name); // one that is not there is a 404 and no job
        return answers.submit(RebuildJob.NAME, new RebuildJob.Parameters(name), prefer, uri,
                job -> Response.ok(json.convertValue(job.result(), RebuiltIndex.class)));
    }

    @DELETE
    @Path("{name}")
    @Blocking
    @Operation(summary = "Drop a vector index",
            description = """
                    As a job, since it waits for all transactions that use the table, and nobody waits for it. Other indexes are \
                    none of its business.""")
    @AnswersJob
    @APIResponse(responseCode = "204", description = "Dropped, with `Prefer: wait=N`")
    @APIResponse(responseCode = "404", description = "No such vector index")
    @APIResponse(responseCode = "409", description = "A recipe is being activated, or the table is another user's")
    public Uni<Response> drop(@PathParam("name") @Parameter(example = "customer_embedding_hnsw_l2") String name,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        indexes.named(name);
        return answers.submit(DropJob.NAME, new DropJob.Parameters(name), prefer, uri, job -> Response.noContent());
    }
}
