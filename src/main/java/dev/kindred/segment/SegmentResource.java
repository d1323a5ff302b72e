package dev.kindred.segment;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.model.Models;
import dev.kindred.page.Page;

/** Segments: clusters with an id and a label that stay over retrainings. */
@Path("/api/segments")
@Tag(name = "Segments", description = "Clusters with an id and a label that stay over retrainings")
@RegisterForReflection
public class SegmentResource {

    private final SegmentList list;
    private final Models models;

    SegmentResource(SegmentList list, Models models) {
        this.list = list;
        this.models = models;
    }

    @GET
    @Operation(summary = "List segments", description = "Of one version by cluster, or those of all champions.")
    @APIResponse(responseCode = "200", description = "All of them")
    @APIResponse(responseCode = "404", description = "No such model")
    public Page<SegmentView> list(
            @Parameter(description = """
                    `name` (its champion, else its newest version), `name@version` or `name@alias`; without it, all \
                    champions""", example = "customer@champion")
            @QueryParam("model") String model) {
        return new Page<>(model == null ? list.ofChampions() : list.of(models.named(model)), null);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show a segment",
            description = """
                    As its name's champion has it, or, where that has it no more, the newest version that has. A segment that no \
                    version has any more is shown without size and centre.""")
    @APIResponse(responseCode = "200", description = "The segment")
    @APIResponse(responseCode = "404", description = "No such segment")
    public SegmentView get(@Parameter(example = "17") @PathParam("id") long id) {
        return list.of(id);
    }

    @PUT
    @Path("{id}")
    @Operation(summary = "Label or colour a segment",
            description = """
                    For all versions that have it and will have it. What is left out stays as it is. A label by rule is from when the \
                    segment was new and stays, too, whatever its centre is like later: cards tell what the rule says now.""")
    @APIResponse(responseCode = "200", description = "The segment as it is now")
    @APIResponse(responseCode = "400",
            description = "The label is blank or too long, the colour none, or both are left out")
    @APIResponse(responseCode = "404", description = "No such segment")
    @APIResponse(responseCode = "409", description = "A segment beside it in some version has that label")
    public SegmentView change(@Parameter(example = "17") @PathParam("id") long id,
            @NotNull @Valid SegmentChange change) {
        list.change(id, change);
        return list.of(id);
    }
}
