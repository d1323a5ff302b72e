package dev.kindred.registry;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The end of a version. What can be done with one is in the package model. */
@Path("/api/models/{name}/versions/{version}")
@Tag(name = "Registry")
@RegisterForReflection
public class VersionResource {

    private final Versions versions;

    VersionResource(Versions versions) {
        this.versions = versions;
    }

    @DELETE
    @Operation(summary = "Delete a version",
            description = """
                    With its centroids, tags and assignments. Its number is never given again; where it was the only version, \
                    the name is gone with it. Histories of aliases stay.""")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "No such version")
    @APIResponse(responseCode = "409", description = "An alias points to it; the detail names all that do")
    public void remove(
            @PathParam("name") @Parameter(example = "iris", description = "A name, without a version") String name,
            @PathParam("version") @Parameter(example = "3") int version) {
        versions.remove(name, version);
    }
}
