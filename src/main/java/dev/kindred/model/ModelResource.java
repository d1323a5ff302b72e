package dev.kindred.model;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
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
        KMeansModel model = training.store(training.train(wanted, (share, words) -> {
        }, () -> false));
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
