package dev.kindred.iris;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.neighbor.Metric;
import dev.kindred.page.Page;

/** The data set to try Kindred with. */
@Path("/api/iris")
@Tag(name = "Iris", description = "150 flowers to try things with")
@RegisterForReflection
public class IrisResource {

    private final Irises irises;

    IrisResource(Irises irises) {
        this.irises = irises;
    }

    /** One flower; lengths in centimetres. */
    @Schema(name = "Iris")
    public record IrisView(@Schema(examples = "1") long id, @Schema(examples = "5.1") float sepalLength,
            @Schema(examples = "3.5") float sepalWidth, @Schema(examples = "1.4") float petalLength,
            @Schema(examples = "0.2") float petalWidth, @Schema(examples = "Iris-setosa") String species) {

        static IrisView of(Iris iris) {
            return new IrisView(iris.id, iris.sepalLength, iris.sepalWidth, iris.petalLength, iris.petalWidth,
                    iris.species);
        }
    }

    /** The flowers nearest to one, closest first. */
    public record SimilarIrises(List<SimilarIris> neighbors) {}

    @GET
    @Operation(summary = "List the flowers")
    @APIResponse(responseCode = "200", description = "A page of them")
    public Page<IrisView> list(
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Flowers a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit) {
        return Page.of(irises.page(after, limit), limit, IrisView::of, row -> row.id);
    }

    @GET
    @Path("{id}/similar")
    @Operation(summary = "Find the flowers most like one", description = "Closest first; never the flower itself.")
    @APIResponse(responseCode = "200", description = "The flowers, closest first")
    @APIResponse(responseCode = "404", description = "No such flower")
    public SimilarIrises similar(@PathParam("id") @Parameter(example = "1") long id,
            @Parameter(description = "Neighbours at most") @QueryParam("limit") @DefaultValue("5") @Min(1)
            @Max(1_000) int limit,
            @Parameter(description = "l2, cosine, inner_product or l1") @QueryParam("metric")
            @DefaultValue("l2") String metric) {
        return new SimilarIrises(irises.nearestTo(id, Metric.parse(metric), limit));
    }
}
