package dev.kindred.audience;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import io.vertx.core.http.HttpServerRequest;

import dev.kindred.download.Download;
import dev.kindred.download.FileFormat;
import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;
import dev.kindred.query.Fields;

/** One audience: what is known of it, its members, and its refresh. */
@Path("/api/audiences/{name}")
@Tag(name = "Audiences")
@RegisterForReflection
public class StoredAudienceResource {

    private static final String MEMBERS = """
            select member.rank, member.score, c.id as customer_id, c.external_id
              from audience_member as member join customer c on c.id = member.customer_id
             where member.audience_id = %d order by member.rank""";

    private static final String CHANGES = """
            select c.id as customer_id, c.external_id, case when change.joined then 'joined' else 'left' end as change
              from audience_change as change join customer c on c.id = change.customer_id
             where change.audience_id = %d order by change.joined desc, c.id""";

    private static final String SEEDS = """
            select c.id as customer_id, c.external_id, seed.seed_group
              from audience_seed as seed join customer c on c.id = seed.customer_id
             where seed.audience_id = %d and %d in (0, seed.seed_group) order by seed.seed_group, c.id""";

    @Context
    HttpServerRequest request;

    @PathParam("name")
    @Parameter(example = "like-our-best")
    String name;

    private final Audiences audiences;
    private final Picking picking;
    private final CustomerList list;
    private final MemberList members;
    private final JobAnswers answers;
    private final ObjectMapper json;

    StoredAudienceResource(Audiences audiences, Picking picking, CustomerList list, MemberList members,
            JobAnswers answers, ObjectMapper json) {
        this.audiences = audiences;
        this.picking = picking;
        this.list = list;
        this.members = members;
        this.answers = answers;
        this.json = json;
    }

    @GET
    @Operation(summary = "Show an audience")
    @APIResponse(responseCode = "200", description = "Its definition, and what is known of seeds and members")
    @APIResponse(responseCode = "404", description = "No such audience")
    public AudienceView get() {
        return AudienceView.of(audiences.named(name));
    }

    @DELETE
    @Operation(summary = "Remove an audience", description = "The list only; its members stay customers.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "404", description = "No such audience")
    public void remove() {
        audiences.remove(name);
    }

    @POST
    @Path("refresh")
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Compute an audience anew",
            description = """
                    By its own definition over the customers there are now, as a job. Seeds that were deleted since are left out \
                    and counted. With `Prefer: wait=N` (N up to 600 seconds) the answer is the audience, whose `changes` say how \
                    many joined, left and stayed; `GET …/changes` lists them.""")
    @APIResponse(responseCode = "200", description = "The audience, refreshed",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = AudienceView.class)))
    @AnswersJob
    @APIResponse(responseCode = "404", description = "No such audience")
    @APIResponse(responseCode = "409",
            description = "No seed is left, or too few candidates remain; nothing has changed")
    public Uni<Response> refresh(
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        audiences.named(name); // one that is not there is a 404 and no job
        return answers.submit(RefreshJob.NAME, new RefreshJob.Parameters(name), prefer, uri,
                job -> Response.ok(json.convertValue(job.result(), AudienceView.class)));
    }

    @GET
    @Path("members")
    @Blocking
    @Operation(summary = "Download the members", description = "Best first; customers deleted since are left out.")
    @APIResponse(responseCode = "200", description = "rank, score, customer_id, external_id, and the fields asked for",
            content = {
                    @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                            example = "rank,score,customer_id,external_id\n1,0.42,17,crm-4711\n"),
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class))})
    @APIResponse(responseCode = "400", description = "No such format or field")
    @APIResponse(responseCode = "404", description = "No such audience")
    @APIResponse(responseCode = "409",
            description = "So many members were deleted that the list would tell of single people; or files are being downloaded, "
                    + "as many as may be at a time")
    public Response members(
            @Parameter(description = "`csv` or `ndjson`") @QueryParam("format") @DefaultValue("csv") String format,
            @Parameter(description = "More fields of the customers, in this order; none unless told",
                    example = "age,attributes.plan")
            @QueryParam("fields") String fields) {
        FileFormat chosen = FileFormat.parse(format);
        Fields more = fields == null ? null : picking.fields(fields);
        Audience audience = audiences.named(name);
        audiences.requireEnough(audience);
        return more == null
                ? stream(MEMBERS.formatted(audience.id), format, "members")
                : stream(target -> members.write(audience.id, more, chosen, target), chosen, "members");
    }

    @GET
    @Path("changes")
    @Blocking
    @Operation(summary = "Download what the last refresh has changed",
            description = "Who joined, then who left, each by id; empty before the first refresh.")
    @APIResponse(responseCode = "200", description = "customer_id, external_id, change (`joined` or `left`)",
            content = {
                    @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                            example = "customer_id,external_id,change\n17,crm-4711,joined\n"),
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class))})
    @APIResponse(responseCode = "404", description = "No such audience")
    @APIResponse(responseCode = "409",
            description = "So many members were deleted that the list would tell of single people; or files are being downloaded, "
                    + "as many as may be at a time")
    public Response changes(
            @Parameter(description = "`csv` or `ndjson`") @QueryParam("format") @DefaultValue("csv") String format) {
        Audience audience = audiences.named(name);
        audiences.requireEnough(audience);
        return stream(CHANGES.formatted(audience.id), format, "changes");
    }

    @GET
    @Path("seeds")
    @Blocking
    @Operation(summary = "Download the seeds by their groups",
            description = "Empty where the seeds were of one kind; see `subSeeds` of the audience.")
    @APIResponse(responseCode = "200", description = "customer_id, external_id, seed_group",
            content = {
                    @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                            example = "customer_id,external_id,seed_group\n17,crm-4711,1\n"),
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class))})
    @APIResponse(responseCode = "404", description = "No such audience")
    @APIResponse(responseCode = "409", description = Download.BUSY)
    public Response seeds(
            @Parameter(description = "Only this group; 0 for all") @QueryParam("group") @DefaultValue("0") @Min(0)
            @Max(1_000) int group,
            @Parameter(description = "`csv` or `ndjson`") @QueryParam("format") @DefaultValue("csv") String format) {
        return stream(SEEDS.formatted(audiences.named(name).id, group), format, "seeds");
    }

    private Response stream(String query, String format, String what) {
        FileFormat chosen = FileFormat.parse(format);
        return stream(target -> list.write(query, chosen, target), chosen, what);
    }

    private Response stream(Download.Content rows, FileFormat format, String what) {
        return Download.of(request, format.contentType(), "%s-%s.%s".formatted(name, what, format.code()), rows);
    }
}
