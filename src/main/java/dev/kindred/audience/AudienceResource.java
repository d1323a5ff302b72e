package dev.kindred.audience;

import java.net.URI;
import java.time.Instant;
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

/** Making audiences, and the list of them. */
@Path("/api/audiences")
@Tag(name = "Audiences", description = "Find the customers most like some seeds, and keep the list")
@RegisterForReflection
public class AudienceResource {

    private final LookAlikes lookAlikes;
    private final Audiences audiences;
    private final JobAnswers answers;
    private final ObjectMapper json;

    AudienceResource(LookAlikes lookAlikes, Audiences audiences, JobAnswers answers, ObjectMapper json) {
        this.lookAlikes = lookAlikes;
        this.audiences = audiences;
        this.answers = answers;
        this.json = json;
    }

    /** An audience in a list. */
    @Schema(name = "AudienceSummary")
    public record AudienceSummary(@Schema(examples = "like-our-best") String name,
            @Schema(examples = "10000") int size, Instant createdAt, Instant computedAt) {

        static AudienceSummary of(Audience audience) {
            return new AudienceSummary(audience.name, audience.size, audience.createdAt, audience.computedAt);
        }
    }

    @POST
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Make an audience",
            description = """
                    Ranks all customers but the seeds, as a job: score = distance to the seeds − unlikeWeight × distance to the \
                    unlikes, smaller is better, of equal scores the lower id comes first. At least ten seeds give a size curve. \
                    With `Prefer: wait=N` (N up to 600 seconds) the answer is the audience, if the job ends in time.""")
    @APIResponse(responseCode = "201", description = "The audience; Location names it",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = AudienceView.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "A selection or an option can't be used")
    @APIResponse(responseCode = "409", description = "There is one of that name, or too few candidates remain")
    public Uni<Response> create(@NotNull @Valid NewAudience wanted,
            @Parameter(description = "`wait=N`: how many seconds to wait for the audience", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        NewAudience complete = wanted.withDefaults();
        lookAlikes.check(complete);
        audiences.requireNew(complete.name());
        return answers.submit(AudienceJob.NAME, complete, prefer, uri, job -> created(job, uri));
    }

    private ResponseBuilder created(Job job, UriInfo uri) {
        AudienceView audience = json.convertValue(job.result(), AudienceView.class); // jsonb has its own order of fields
        URI location = uri.getBaseUriBuilder().path("api/audiences/{name}").build(audience.name());
        return Response.created(location).entity(audience);
    }

    @GET
    @Operation(summary = "List the audiences", description = "Oldest first.")
    @APIResponse(responseCode = "200", description = "A page of them")
    public Page<AudienceSummary> list(
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Audiences a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit) {
        return Page.of(audiences.page(after, limit), limit, AudienceSummary::of, row -> row.id);
    }
}
