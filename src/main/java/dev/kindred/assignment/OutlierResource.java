package dev.kindred.assignment;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import dev.kindred.download.Download;
import dev.kindred.download.FileFormat;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.ReportPlans;

/** Rows that fit no segment well. */
@Path("/api/models/{name}/outliers")
@Tag(name = "Segments")
@RegisterForReflection
public class OutlierResource {

    private static final String PAGE = "json";

    private final Models models;
    private final AssignedModels assigned;
    private final Outliers outliers;

    OutlierResource(Models models, AssignedModels assigned, Outliers outliers) {
        this.models = models;
        this.assigned = assigned;
        this.outliers = outliers;
    }

    /** A part of the outliers; keys of rows are texts, and so is where the next part begins. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "OutlierPage")
    record OutlierPage(List<Outlier> items, @Schema(nullable = true, examples = "4711",
            description = "The value of `after` for the next page, which may be empty; absent where there is none") String next) {

        static OutlierPage of(List<Outlier> items, int limit) {
            return new OutlierPage(items, items.size() < limit ? null : items.get(items.size() - 1).rowKey());
        }
    }

    @GET
    @Blocking
    @Operation(summary = "List the rows that fit no segment well",
            description = """
                    Assigned rows further from their segment's centre than 99 % of the training's rows in it, in the order of their \
                    keys as text. JSON comes in pages; `format=csv` and `format=ndjson` stream them all.""")
    @APIResponse(responseCode = "200", description = "A page, or the file",
            content = {
                    @Content(mediaType = "application/json",
                            schema = @Schema(allOf = {OutlierPage.class, ReportPlans.class})),
                    @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                            example = "row_key,segment_id,label,distance,p99_distance,ratio\n4711,17,\"older, high income\",4.2,2.8,1.5\n"),
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class))})
    @APIResponse(responseCode = "404", description = "No such model")
    @APIResponse(responseCode = "409",
            description = "The model was never assigned, or too many files are being downloaded")
    public Response list(
            @Parameter(description = "name, name@version or name@alias", example = "customers@4")
            @PathParam("name") String name,
            @Parameter(description = "`json`, `csv` or `ndjson`") @QueryParam("format")
            @DefaultValue(PAGE) String format,
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("") String after,
            @Parameter(description = "Rows a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan,
            @Context HttpServerRequest request) {
        FileFormat file = format.equals(PAGE) ? null : FileFormat.parse(format);
        KMeansModel model = models.named(name);
        assigned.requireAssigned(model);
        if (file != null) {
            return Download.of(request, file.contentType(),
                    "%s-%d-outliers.%s".formatted(model.name, model.version, file.code()),
                    target -> outliers.write(model.id, file, target));
        }
        PlanLog plans = PlanLog.of(plan);
        OutlierPage page = OutlierPage.of(outliers.page(model.id, after, limit, plans), limit);
        return Response.ok(plans.beside(page)).build();
    }
}
