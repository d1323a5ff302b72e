package dev.kindred.health;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;

/** The database under the data: how it is, and what mends it. */
@Path("/api/database")
@Tag(name = "Database", description = "How healthy the database is, and what mends it")
@RegisterForReflection
public class DatabaseResource {

    private final DatabaseHealth health;
    private final Maintenance maintenance;
    private final JobAnswers answers;
    private final ObjectMapper json;

    DatabaseResource(DatabaseHealth health, Maintenance maintenance, JobAnswers answers, ObjectMapper json) {
        this.health = health;
        this.maintenance = maintenance;
        this.answers = answers;
        this.json = json;
    }

    @GET
    @Path("health")
    @Blocking
    @Operation(summary = "Look at the health of the database",
            description = """
                    Of every table open to users, every data set and Kindred's own tables, and their indexes: size, dead rows, \
                    last vacuum and analyze, scans, cache hits, bloat. `findings` say in words what is wrong, what to do, and \
                    the exact statement. What has an `action` can be run by `POST /api/database/maintenance`; all else is left \
                    to people. Statistics lag by up to a second.""")
    @APIResponse(responseCode = "200", description = "The state, and what there is to say of it")
    @APIResponse(responseCode = "400", description = "`probe` is neither true nor false")
    @APIResponse(responseCode = "409", description = "Probes are running for another request")
    public HealthReport health(
            @Parameter(
                    description = """
                            Also run a small query through every B-tree and vector index, twice, and tell the pages and the index \
                            entries of dead rows that it met. Takes up to `kindred.health.probe-budget`""",
                    example = "true")
            @QueryParam("probe") @DefaultValue("false") boolean probe) {
        return health.report(probe);
    }

    @POST
    @Path("maintenance")
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Mend what the health answer offers to mend",
            description = """
                    Runs VACUUM, ANALYZE, REINDEX INDEX CONCURRENTLY and the concurrent drop of invalid indexes, one after the \
                    other, as a job; the statements are made here from the catalogue. Nobody is blocked and no valid index is \
                    dropped. With `Prefer: wait=N` (N up to 600 seconds) the answer is what was done, with sizes and dead rows \
                    before and after. A cancel keeps what is done already.""")
    @APIResponse(responseCode = "200", description = "What was done",
            content = @Content(mediaType = "application/json",
                    schema = @Schema(implementation = MaintenanceResult.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "An action is unknown, or names no such table or index")
    @APIResponse(responseCode = "409", description = "An index is valid or is being built, or belongs to another user")
    public Uni<Response> maintain(@NotNull @Valid NewMaintenance wanted,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        JobAnswers.check(prefer);
        return answers.submit(MaintenanceJob.NAME, new MaintenanceJob.Parameters(maintenance.plan(wanted)), prefer, uri,
                job -> Response.ok(json.convertValue(job.result(), MaintenanceResult.class)));
    }
}
