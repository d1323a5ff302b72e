package dev.kindred.assignment;

import java.util.Map;

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

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import dev.kindred.assignment.SegmentCustomers.Row;
import dev.kindred.assignment.SegmentCustomers.Selection;
import dev.kindred.download.Download;
import dev.kindred.download.FileFormat;
import dev.kindred.model.KMeansModel;
import dev.kindred.page.Page;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.ReportPlans;
import dev.kindred.problem.Invalid;
import dev.kindred.query.FilterDescription;

/** Who is in a segment. */
@Path("/api/segments/{id}/customers")
@Tag(name = "Segments")
@RegisterForReflection
public class SegmentCustomersResource {

    private static final String PAGE = "json";

    private final SegmentModels models;
    private final SegmentCustomers customers;

    SegmentCustomersResource(SegmentModels models, SegmentCustomers customers) {
        this.models = models;
        this.customers = customers;
    }

    @GET
    @Blocking
    @Operation(summary = "List the customers of a segment",
            description = """
                    In the order of their ids, with the distance to the segment's centre. JSON comes in pages; `format=csv` and \
                    `format=ndjson` stream them all.""")
    @APIResponse(responseCode = "200", description = "A page, or the file",
            content = {
                    @Content(mediaType = "application/json", schema = @Schema(allOf = {Page.class, ReportPlans.class}),
                            example = "{\"items\": [{\"id\": 1, \"distance\": 0.4, \"externalId\": \"crm-4711\"}], \"next\": 1}"),
                    @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class),
                            example = "id,distance,external_id\n1,0.4,crm-4711\n"),
                    @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class))})
    @APIResponse(responseCode = "400",
            description = "A parameter can't be used, or the segment is one of another table than that of the customers")
    @APIResponse(responseCode = "404", description = "No such segment or model, or the model has it not")
    @APIResponse(responseCode = "409",
            description = "The model was never assigned, or too many files are being downloaded")
    public Response list(@PathParam("id") @Parameter(example = "17") long id,
            @Parameter(
                    description = "name, name@version or name@alias; by default the champion of the segment's name where it has "
                            + "the segment, else the newest assigned version that has it",
                    example = "customers@4")
            @QueryParam("model") String model,
            @Parameter(description = FilterDescription.TEXT, example = FilterDescription.EXAMPLE)
            @QueryParam("filter") String filter,
            @Parameter(description = "Columns and `attributes.<key>`, with commas; all columns where it is left out",
                    example = "external_id,attributes.plan")
            @QueryParam("fields") String fields,
            @Parameter(description = "`json`, `csv` or `ndjson`") @QueryParam("format")
            @DefaultValue(PAGE) String format,
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Customers a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan,
            @Context HttpServerRequest request) {
        FileFormat file = format.equals(PAGE) ? null : FileFormat.parse(format);
        KMeansModel found = models.of(id, model);
        requireCustomers(found, id);
        Selection selection = customers.select(found.id, id, fields, filter);
        if (file != null) {
            return Download.of(request, file.contentType(), "segment-%d.%s".formatted(id, file.code()),
                    target -> customers.write(selection, file, target));
        }
        PlanLog plans = PlanLog.of(plan);
        Page<Map<String, Object>> page = Page.of(customers.page(selection, after, limit, plans), limit, Row::shown,
                Row::id);
        return Response.ok(plans.beside(page)).build();
    }

    private static void requireCustomers(KMeansModel model, long id) {
        if (!FollowedCustomers.isTable(model.table)) {
            throw new Invalid(("Segment %d is of table '%s', not of customers; its rows are in the table assignment: "
                    + "select row_key from assignment where model_id = %d and segment_id = %1$d.").formatted(id,
                            model.table, model.id));
        }
    }
}
