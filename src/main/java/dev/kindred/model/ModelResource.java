package dev.kindred.model;

import java.net.URI;
import java.time.Instant;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Training, and the list of what was trained. */
@Path("/api/models")
@Tag(name = "Models", description = "Train k-means on a table, look at the centroids, predict")
@RegisterForReflection
public class ModelResource {

    private final Training training;
    private final Models models;

    ModelResource(Training training, Models models) {
        this.training = training;
        this.models = models;
    }

    /**
     * What to train.
     *
     * @param seed the same data, options and seed give the same model; 0 unless told
     */
    public record NewModel(
            @NotNull @Size(max = 100) @Pattern(regexp = "[a-z0-9][a-z0-9_.-]*") @Schema(examples = "iris", description = "A new name, or an old one for its next version") String name,
            @NotBlank @Schema(examples = "iris", description = "An allow-listed table or view, as `table` or `schema.table`") String table,
            @Schema(examples = "[]", description = "Numeric columns, or one vector column; none means all numeric columns but the primary key, in table order") List<@NotNull String> columns,
            @NotNull @Min(1) @Max(10_000) @Schema(examples = "3", description = "k; at most the number of distinct rows") Integer clusters,
            @Schema(examples = "0", description = "Of every random choice; default 0") Long seed) {}

    /** A model without its bytes and centroids. */
    @Schema(name = "Model")
    public record ModelView(long id, @Schema(examples = "iris") String name, @Schema(examples = "1") int version,
            @Schema(examples = "iris") String table,
            @Schema(examples = "[\"sepal_length\", \"sepal_width\", \"petal_length\", \"petal_width\"]") List<String> columns,
            @Schema(examples = "3") int clusters,
            @Schema(examples = "4", description = "Length of a row's vector") int dimensions,
            @Schema(examples = "0") long seed, @Schema(examples = "150") long rows,
            @Schema(examples = "0", description = "Rows left out of the training because a column is NULL") long skippedRows,
            @Schema(examples = "78.9408", description = "Sum of squared distances to the nearest centroid") double inertia,
            @Schema(examples = "7") int iterations,
            @Schema(examples = "0.01", description = "Reading and computing") double seconds,
            @Schema(description = "Of the stored ONNX file, in hexadecimal") String sha256, Instant createdAt) {

        static ModelView of(KMeansModel model) {
            return new ModelView(model.id, model.name, model.version, model.table, model.columns, model.clusters,
                    model.dimensions, model.seed, model.rows, model.skippedRows, model.inertia, model.iterations,
                    model.seconds, model.sha256, model.createdAt);
        }
    }

    /** A page of models; {@code next} is the value of {@code after} for the following one, absent on the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelPage(List<ModelView> items, Long next) {}

    @POST
    @Operation(summary = "Train a model", description = """
            Reads the table in one snapshot, clusters its rows and stores the next version of the name. Rows with a \
            NULL in one of the columns are skipped and counted. Send `Prefer: wait=60`: a later release answers 202 \
            with a job where a training takes longer than the client waits.""")
    @APIResponse(responseCode = "201", description = "The trained model; Location names its version")
    @APIResponse(responseCode = "400", description = "A column, a value or an option can't be used")
    @APIResponse(responseCode = "404", description = "No such table, or it is not allow-listed")
    public RestResponse<ModelView> train(@NotNull @Valid NewModel wanted, @Context UriInfo uri) {
        KMeansModel model = training.train(wanted.name(), wanted.table(),
                wanted.columns() == null ? List.of() : wanted.columns(), wanted.clusters(),
                wanted.seed() == null ? 0 : wanted.seed());
        URI location = uri.getBaseUriBuilder().path("api/models/{name}/versions/{version}")
                .build(model.name, model.version);
        return RestResponse.ResponseBuilder.<ModelView>created(location).entity(ModelView.of(model)).build();
    }

    @GET
    @Operation(summary = "List the models", description = "All versions of all names, oldest first, without their bytes.")
    public ModelPage list(
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Models a page") @QueryParam("limit") @DefaultValue("200") @Min(1) @Max(1_000) int limit) {
        List<KMeansModel> page = models.page(after, limit);
        Long next = page.size() < limit ? null : page.get(page.size() - 1).id;
        return new ModelPage(page.stream().map(ModelView::of).toList(), next);
    }
}
