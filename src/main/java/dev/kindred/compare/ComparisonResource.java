package dev.kindred.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import dev.kindred.download.Download;
import dev.kindred.download.FileFormat;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;
import dev.kindred.plan.ReportPlans;

/** What would change if a version became the champion. */
@Path("/api/models/{name}/compare")
@Tag(name = "Comparison", description = "The consequences of a promotion, before it")
@RegisterForReflection
public class ComparisonResource {

    @Context
    HttpServerRequest request;

    @PathParam("name")
    @Parameter(description = "A plain name", example = "customers")
    String name;

    private final Versions versions;
    private final Comparisons comparisons;
    private final ObjectMapper json;

    ComparisonResource(Versions versions, Comparisons comparisons, ObjectMapper json) {
        this.versions = versions;
        this.comparisons = comparisons;
        this.json = json;
    }

    /**
     * A part of the list.
     *
     * @param next the value of {@code after} for the following page; absent on the last
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MovePage(List<Move> items, @Schema(nullable = true, examples = "4711",
            description = "The value of `after` for the next page; absent on the last") String next) {}

    @GET
    @Operation(summary = "Compare two versions on the rows as they are now",
            description = """
                    Labels every row of the table by both versions, in one snapshot and one pass: how many would change their \
                    segment and from where to where, how far the segments' centres move in original units, which segments appear and \
                    disappear, the adjusted Rand index, and each version's measures. Nothing is stored.""")
    @APIResponse(responseCode = "200", description = "What would change")
    @APIResponse(responseCode = "400", description = "The name is no plain one, or the table has unusable values now")
    @APIResponse(responseCode = "404", description = "No such version or alias, or the table is gone")
    @APIResponse(responseCode = "409",
            description = "The versions are of different tables, or one has no predictor, or its recipe has changed")
    public Planned<Comparison> compare(
            @Parameter(description = "The version that rows come from: its number or an alias", example = "champion")
            @QueryParam("from") @DefaultValue("champion") @NotBlank String from,
            @Parameter(description = "The version that they would go to, likewise", example = "7")
            @QueryParam("to") @NotBlank String to,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        PlanLog plans = PlanLog.of(plan);
        return plans.beside(comparisons.compare(versions.pair(name, from, to), plans));
    }

    @GET
    @Path("moves")
    @Blocking
    @Operation(summary = "List the rows that would change their segment",
            description = """
                    In the order of the primary key; a page of JSON, or with `format` a file of all of them, in constant memory. \
                    Rows that only one version has a segment for are not among them; `GET …/compare` counts them.""")
    @APIResponse(responseCode = "200",
            description = "A page; or the file: row_key, from_segment, from_label, to_segment, "
                    + "to_label, from_distance, to_distance",
            content = {
                    @Content(mediaType = "application/json",
                            schema = @Schema(allOf = {MovePage.class, ReportPlans.class})),
                    @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                            example = "row_key,from_segment,from_label,to_segment,to_label,from_distance,to_distance\n"
                                    + "4711,12,\"older, high income\",14,younger,1.93,1.52\n"),
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class))})
    @APIResponse(responseCode = "400",
            description = "The table has no primary key, `after` is none, or a version has no such segment")
    @APIResponse(responseCode = "404", description = "No such version or alias, or the table is gone")
    @APIResponse(responseCode = "409",
            description = "The versions are of different tables, or one has no predictor, or its recipe has changed")
    public Response moves(
            @Parameter(description = "The version that rows come from: its number or an alias", example = "champion")
            @QueryParam("from") @DefaultValue("champion") @NotBlank String from,
            @Parameter(description = "The version that they would go to, likewise", example = "7")
            @QueryParam("to") @NotBlank String to,
            @Parameter(description = "Only rows of this segment; any unless told", example = "12")
            @QueryParam("fromSegment") Long fromSegment,
            @Parameter(description = "Only rows that would go to this segment; any unless told", example = "14")
            @QueryParam("toSegment") Long toSegment,
            @Parameter(description = "`next` of the page before; rows after that key", example = "4711")
            @QueryParam("after") String after,
            @Parameter(description = "Rows a page; a file has all")
            @QueryParam("limit") @DefaultValue("200") @Min(1) @Max(1_000) int limit,
            @Parameter(description = "`csv` or `ndjson` for a file; a page of JSON unless told", example = "csv")
            @QueryParam("format") String format,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        FileFormat file = format == null ? null : FileFormat.parse(format);
        Pair pair = versions.pair(name, from, to);
        MoveReader.Wanted wanted = new MoveReader.Wanted(fromSegment, toSegment, after);
        if (file == null) {
            return Response.ok(page(pair, wanted, limit, PlanLog.of(plan))).build();
        }
        comparisons.read(pair, connection -> { // what is refused must be refused before the first byte
            comparisons.moves(connection, pair, PlanLog.NONE).check(wanted);
            return null;
        });
        return Download.of(request, file.contentType(), "%s-moves.%s".formatted(name, file.code()),
                target -> write(pair, wanted, file, target));
    }

    private Planned<MovePage> page(Pair pair, MoveReader.Wanted wanted, int limit, PlanLog plans) {
        List<Move> moves = comparisons.read(pair,
                connection -> comparisons.moves(connection, pair, plans).first(wanted, limit));
        return plans.beside(new MovePage(moves, moves.size() < limit ? null : moves.get(limit - 1).rowKey()));
    }

    private void write(Pair pair, MoveReader.Wanted wanted, FileFormat format, OutputStream target) throws IOException {
        MoveFile file = MoveFile.of(format, json, target);
        comparisons.read(pair, connection -> {
            comparisons.moves(connection, pair, PlanLog.NONE).read(wanted, file::add);
            return null;
        });
        file.finish();
    }
}
