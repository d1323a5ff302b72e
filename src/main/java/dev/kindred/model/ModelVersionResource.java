package dev.kindred.model;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** One version of a name. */
@Path("/api/models/{name}/versions/{version}")
@Tag(name = "Models")
@RegisterForReflection
public class ModelVersionResource extends ModelUse {

    @PathParam("name")
    String name;

    @PathParam("version")
    int version;

    @Override
    KMeansModel model() {
        return models.version(name, version);
    }
}
