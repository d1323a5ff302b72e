package dev.kindred.registry;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.model.ModelView;
import dev.kindred.model.ModelViews;
import dev.kindred.page.Page;

/** The versions of a name. */
@Path("/api/models/{name}/versions")
@Tag(name = "Registry")
@RegisterForReflection
public class VersionsResource {

    private final Versions versions;
    private final ModelViews views;

    VersionsResource(Versions versions, ModelViews views) {
        this.versions = versions;
        this.views = views;
    }

    @GET
    @Operation(summary = "List the versions of a name",
            description = "Oldest first, each with its tags and the aliases that point to it.")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "404", description = "No such model")
    public Page<ModelView> list(
            @PathParam("name") @Parameter(example = "iris", description = "A name, without a version") String name,
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") int after,
            @Parameter(description = "Versions a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit) {
        return views.page(versions.page(name, after, limit), limit, model -> model.version);
    }
}
