package dev.kindred.registry;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.page.Page;

/** The aliases of a name. */
@Path("/api/models/{name}/aliases")
@Tag(name = "Registry",
        description = "Which version of a model is live, and was; tags, deletion and import of versions")
@RegisterForReflection
public class AliasesResource {

    private final Aliases aliases;

    AliasesResource(Aliases aliases) {
        this.aliases = aliases;
    }

    @GET
    @Operation(summary = "List the aliases of a name",
            description = "By alias. Those that were taken away are not among them; their history stays.")
    @APIResponse(responseCode = "200", description = "All of them")
    @APIResponse(responseCode = "404", description = "No such model")
    public Page<AliasView> list(
            @PathParam("name") @Parameter(example = "iris", description = "A name, without a version") String name) {
        return new Page<>(aliases.all(name).stream().map(AliasView::of).toList(), null);
    }
}
