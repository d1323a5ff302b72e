package dev.kindred.drift;

import java.util.List;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;

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
    public Planned<Champions> all(
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        PlanLog plans = PlanLog.of(plan);
        return plans.beside(new Champions(drifts.all(plans)));
    }
}
