package dev.kindred.drift;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Of all champions. */
@Path("/api/drift")
@Tag(name = "Drift", description = "Whether the live segments still fit")
@RegisterForReflection
public class DriftResource {

    private final Drifts drifts;

    DriftResource(Drifts drifts) {
        this.drifts = drifts;
    }

    /** By name. */
    @RegisterForReflection
    public record Champions(List<ModelDrift> items) {}

    @GET
    @Operation(summary = "Show the drift of all champions",
            description = """
                    Each as `GET /api/models/{name}/drift` has it, in the order of their names, computed now by one statement over \
                    the assignments; in SQL: `select * from kindred.model_drift()`.""")
    @APIResponse(responseCode = "200", description = "One item a champion")
    public Champions all() {
        return new Champions(drifts.all());
    }
}
