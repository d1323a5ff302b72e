package dev.kindred.segment;

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

import dev.kindred.model.Models;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;

/** Cards: what the segments of a version are like. */
@Path("/api/models/{name}/segments")
@Tag(name = "Segments")
@RegisterForReflection
public class CardResource {

    private final Cards cards;
    private final Models models;

    CardResource(Cards cards, Models models) {
        this.cards = cards;
        this.models = models;
    }

    @GET
    @Operation(summary = "Describe the segments of a model",
            description = """
                    Reads the model's table as it is now, in one snapshot: of each segment its size and share, its centre, what sets \
                    it apart from everyone, typical rows and rows at its edge, and a label by rule. With an outcome its rate and lift, \
                    so that risk groups show themselves.""")
    @APIResponse(responseCode = "200", description = "One card a segment, by cluster")
    @APIResponse(responseCode = "400",
            description = "The outcome is no column or attribute of true and false, or of 0 to 1")
    @APIResponse(responseCode = "404", description = "No such model, or its table is gone")
    @APIResponse(responseCode = "409",
            description = "The model predicts nothing, or its recipe is no longer what it was at the training")
    public Planned<CardReport> cards(@PathParam("name") String name,
            @Parameter(
                    description = """
                            A column of the table, or an attribute as `attributes.<key>`: true and false, or numbers from 0 to 1""",
                    example = "attributes.churned")
            @QueryParam("outcome") String outcome,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        PlanLog plans = PlanLog.of(plan);
        return plans.beside(cards.of(models.named(name), outcome, plans));
    }
}
