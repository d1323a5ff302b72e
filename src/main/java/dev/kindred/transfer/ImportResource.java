package dev.kindred.transfer;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import dev.kindred.job.AnswersJob;
import dev.kindred.job.Job;
import dev.kindred.job.JobAnswers;
import dev.kindred.problem.AnySize;
import dev.kindred.problem.RestOfBody;

/** Customers from a file. */
@Path("/api/customers/import")
@Tag(name = "Customers")
@RegisterForReflection
public class ImportResource {

    private static final Set<String> PLAIN_OR_GZIP = Set.of("", "identity", "gzip", "x-gzip");

    private final Uploads uploads;
    private final JobAnswers answers;

    ImportResource(Uploads uploads, JobAnswers answers) {
        this.uploads = uploads;
        this.answers = answers;
    }

    @POST
    @Blocking // until the file is staged; the wait for the job holds no thread
    @AnySize
    @Operation(summary = "Import customers from a file",
            description = """
                    CSV (RFC 4180, UTF-8 or the Content-Type's charset, with a header, columns in any order) or NDJSON (one object a \
                    line), plain or gzip, of any size. Rows are known again by `external_id`: new ones are inserted, known ones \
                    changed where they differ, so a file that is sent again changes nothing. All of it or, where something is wrong \
                    with the file as a whole, nothing.

                    Columns: `external_id` (needed; at most 100 characters), `age` (a whole number from 0 to 150), `income` (a plain \
                    number within ±1e15), `is_active` (true or false; t, f, 1, 0, yes, no, y and n too), `gender` (at most 40 \
                    characters), `attributes` (a JSON object). `attributes.<name>` and any other column is an attribute. An empty \
                    field means that the value is unknown. Columns that are not in the file stay as they are; so do, in NDJSON, fields \
                    that a line leaves out, while null means unknown. In CSV an attribute's column has one type for all rows: \
                    numbers where all values are (of at most 15 digits, or decimals as doubles are written, without \
                    exponent and leading zeros), true and false likewise, else texts; values in JSON have their own. \
                    `id`, `created_at`, `updated_at` and `embedding` are Kindred's own and ignored.

                    A row that can't be used is left out and listed at `/api/jobs/{id}/rejects`, with its line and a reason. \
                    Where an `external_id` is twice in the file, the first row counts. Limits: 4 MB of attributes a row, 1,000 \
                    attributes.""")
    @RequestBody(required = true, content = {
            @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING),
                    examples = @ExampleObject(name = "csv", value = """
                            external_id,age,income,is_active,gender,plan
                            crm-4711,34,52000,true,female,pro
                            """)),
            @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING),
                    examples = @ExampleObject(name = "ndjson", value = """
                            {"external_id":"crm-4711","age":34,"attributes":{"plan":"pro"}}
                            """))})
    @APIResponse(responseCode = "200", description = "With `Prefer: wait=N`: the job, which ended in time; its result "
            + "counts the rows",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Job.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "The file can't be read, breaks off, or has too many bad rows; "
            + "nothing was imported")
    @APIResponse(responseCode = "409", description = "Too many uploads at a time")
    @APIResponse(responseCode = "415", description = "Neither CSV nor NDJSON, or packed otherwise than by gzip")
    public Uni<Response> importFile(InputStream body,
            @Parameter(description = "Only report what the import would do") @QueryParam("dryRun")
            @DefaultValue("false") boolean dryRun,
            @Parameter(description = "With one bad row more, nothing is imported") @QueryParam("maxRejects")
            @DefaultValue("1000") @Min(0) @Max(ImportRejects.MOST) int maxRejects,
            @Parameter(hidden = true) @HeaderParam("Content-Type") String contentType,
            @Parameter(description = "gzip, or nothing", example = "gzip") @HeaderParam("Content-Encoding")
            @DefaultValue("") String contentEncoding,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end of the job", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer,
            @Context UriInfo uri, @Context RoutingContext routing) {
        try {
            JobAnswers.check(prefer);
            ImportFormat format = format(contentType, contentEncoding);
            return uploads.receive(body, format, new ImportOptions(dryRun, maxRejects),
                    order -> answers.submit(ImportJob.NAME, order, prefer, uri, Response::ok));
        } finally {
            RestOfBody.discard(body, routing); // what nobody has read, so that the client hears the answer
        }
    }

    private static ImportFormat format(String contentType, String contentEncoding) {
        if (!PLAIN_OR_GZIP.contains(contentEncoding.strip().toLowerCase(Locale.ROOT))) {
            throw HttpProblem.valueOf(Status.UNSUPPORTED_MEDIA_TYPE,
                    "The body may be plain or packed by gzip; Content-Encoding must be left out or gzip.");
        }
        MediaType type = parse(contentType);
        return ImportFormat.of((type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT),
                type.getParameters().get(MediaType.CHARSET_PARAMETER)).orElseThrow(ImportResource::unknownType);
    }

    private static MediaType parse(String contentType) {
        try {
            return MediaType.valueOf(contentType);
        } catch (IllegalArgumentException malformed) {
            throw unknownType();
        }
    }

    private static HttpProblem unknownType() {
        return HttpProblem.valueOf(Status.UNSUPPORTED_MEDIA_TYPE,
                "The body must be text/csv or application/x-ndjson; say so in Content-Type.");
    }
}
