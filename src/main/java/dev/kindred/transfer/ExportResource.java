package dev.kindred.transfer;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;

import dev.kindred.download.Download;
import dev.kindred.query.FilterDescription;

/** Customers as a file. */
@Path("/api/customers/export")
@Tag(name = "Customers")
@RegisterForReflection
public class ExportResource {

    private final Export export;

    ExportResource(Export export) {
        this.export = export;
    }

    @GET
    @Blocking
    @Operation(summary = "Export customers as a file",
            description = """
                    Streams the customers in the order of their ids, as they are in one moment, however many there are. In CSV \
                    (RFC 4180, UTF-8, a header with the names of the columns) an unknown value is an empty field and an empty text \
                    is `""`; attributes are JSON, or a column each when asked for as `attributes.plan`. In NDJSON each line is an \
                    object with the names of the columns. Values are not altered, not even where a spreadsheet would take one for a \
                    formula. An answer that breaks off is not whole. \
                    A file of all columns changes nothing when it is imported; with attributes as columns of CSV, an import takes \
                    their types from how all of a column looks, and so texts such as `12345` for numbers.""")
    @APIResponse(responseCode = "200", description = "The file", content = {
            @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING),
                    example = "id,external_id,attributes.plan\r\n1,crm-4711,pro\r\n"),
            @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING),
                    example = "{\"id\":1,\"external_id\":\"crm-4711\",\"attributes\":{\"plan\":\"pro\"}}\n")})
    @APIResponse(responseCode = "400", description = "The format, a field or the filter can't be used")
    @APIResponse(responseCode = "409", description = Download.BUSY)
    public Response export(
            @Parameter(description = "csv or ndjson", example = "csv") @QueryParam("format")
            @DefaultValue("csv") String format,
            @Parameter(description = "Columns and `attributes.<key>`, with commas; all columns where it is left out",
                    example = "id,external_id,attributes.plan")
            @QueryParam("fields") String fields,
            @Parameter(description = FilterDescription.TEXT, example = FilterDescription.EXAMPLE)
            @QueryParam("filter") String filter,
            @Context HttpServerRequest request) {
        Export.Selection selection = export.select(format, fields, filter);
        return Download.of(request, selection.format().contentType(), "customers." + selection.format().code(),
                target -> export.write(selection, target));
    }
}
