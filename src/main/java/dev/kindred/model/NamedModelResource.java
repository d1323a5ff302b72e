package dev.kindred.model;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The model that {@code name} (its champion, else its newest version), {@code name@version} or {@code name@alias} stands for. */
@Path("/api/models/{name}")
@Tag(name = "Models")
@RegisterForReflection
public class NamedModelResource extends ModelUse {

    @PathParam("name")
    @Parameter(example = "iris", description = """
            `name` (its champion, else its newest version), `name@version` or `name@alias`: `iris`, `iris@3`, \
            `iris@challenger`""")
    String name;

    @Override
    KMeansModel model() {
        return models.named(name);
    }
}
