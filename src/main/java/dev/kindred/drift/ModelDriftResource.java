package dev.kindred.drift;

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

import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;

/** Of one champion. */
@Path("/api/models/{name}/drift")
@Tag(name = "Drift")
@RegisterForReflection
public class ModelDriftResource {

    private final Drifts drifts;

    ModelDriftResource(Drifts drifts) {
        this.drifts = drifts;
    }

    @GET
    @Operation(summary = "Show the drift of a champion",
            description = """
                    Compares the rows as they are assigned now with those of the training: the population stability index of the \
                    segments' shares (an empty segment counts as half a row), the mean distance, the share beyond the 99th \
                    percentile of distance, segments that have become empty or swollen, and rows in no segment; each with its \
                    threshold (`kindred.drift.*`). The advice is `retrain` when one is beyond it, `unknown` when there is nothing to \
                    compare, such as before the first assignment, else `fine`. Computed now by one statement; in SQL: \
                    `select * from kindred.model_drift('name')`, and by segment `kindred.segment_drift('name')`.""")
    @APIResponse(responseCode = "200", description = "The measures and what follows from them")
    @APIResponse(responseCode = "404", description = "No such model")
    @APIResponse(responseCode = "409", description = "None of its versions is the champion")
    public Planned<ModelDrift> of(
            @Parameter(description = "A plain name", example = "customers") @PathParam("name") String name,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        PlanLog plans = PlanLog.of(plan);
        return plans.beside(drifts.of(name, plans));
    }
}
