package dev.kindred.lists;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.RowReader;
import dev.kindred.model.VectorSources;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;

/** Search by the lists that a model has parted its table into. */
@Path("/api/models/{name}/nearest")
@Tag(name = "Models")
@RegisterForReflection
public class NearestListsResource {

    private final Models models;
    private final VectorSources sources;
    private final NearestLists lists;

    NearestListsResource(Models models, VectorSources sources, NearestLists lists) {
        this.models = models;
        this.sources = sources;
        this.lists = lists;
    }

    @POST
    @Operation(summary = "Find the rows nearest to a given one, list by list",
            description = """
                    The clusters of a model, most of all of one trained with `"mode": "quick"`, as the lists of an index that can be \
                    looked at: the lists whose centroids are nearest to the row are looked through, exactly. With as many probes as \
                    clusters no assigned row is nearer; with fewer, rows beyond the border of a list are missed, as with an IVF \
                    index. Rows are those of the last assignment that are still there, with their vectors of now; the time grows \
                    with the rows of the lists probed. Distances are by the model's metric.""")
    @APIResponse(responseCode = "200", description = "The rows, nearest first")
    @APIResponse(responseCode = "400",
            description = "The row does not fit the model's columns, or its recipe refuses it")
    @APIResponse(responseCode = "404", description = "No such model, or its table is gone")
    @APIResponse(responseCode = "409",
            description = """
                    The model's table was never assigned, its recipe is no longer what it was, or it is of an algorithm that can't \
                    predict""")
    public Planned<NearestRows> nearest(
            @Parameter(description = "name, name@version or name@alias", example = "customers@4")
            @PathParam("name") String name,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan,
            @NotNull @Valid NearestSearch wanted) {
        KMeansModel model = models.named(name);
        model.requirePredictor();
        float[] point = RowReader.of(model, sources).read("row", wanted.row());
        PlanLog plans = PlanLog.of(plan);
        return plans.beside(lists.find(model, point, wanted.probesOrDefault(), wanted.limitOrDefault(), plans));
    }
}
