package dev.kindred.model;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The newest version of a name. */
@Path("/api/models/{name}")
@Tag(name = "Models")
@RegisterForReflection
public class NewestModelResource extends ModelUse {

    @PathParam("name")
    String name;

    @Override
    KMeansModel model() {
        return models.newest(name);
    }
}
