package dev.kindred.customer;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.catalog.Catalog;
import dev.kindred.neighbor.Metric;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;
import dev.kindred.query.Fields;
import dev.kindred.query.Filter;
import dev.kindred.query.FilterDescription;
import dev.kindred.recall.SearchWay;
import dev.kindred.recipe.Recipe;

/** Who is like whom, and why. */
@Path("/api/customers")
@Tag(name = "Customers", description = "Keep customers and find the ones like another")
@RegisterForReflection
public class SimilarResource {

    private static final String LIMIT = "Neighbours at most";
    private static final String METRIC = "l2, cosine, inner_product or l1";
    private static final String MAX_DISTANCE = "Leave out who is further away, in the metric's unit";
    private static final String FIELDS = "What to tell of each neighbour besides id and distance, by comma; everything "
            + "but the timestamps where left out";
    private static final String MIN_RECALL = "The share of the true nearest to find, on average: above 0, and 1 for certainty. Goes "
            + "by the index's last calibration; 0.95 where left out and there is one. Calibrations search for stored customers, "
            + "so for a profile that is not stored all rows are compared where this is given, and where not an index is searched "
            + "widely, with no recall promised";
    private static final String EXPLAIN = "Split each distance by feature";

    private static final String FIELDS_EXAMPLE = "age,income,attributes.plan";

    private final SimilarSearch search;
    private final Recommendations recommendations;
    private final Catalog catalog;

    SimilarResource(SimilarSearch search, Recommendations recommendations, Catalog catalog) {
        this.search = search;
        this.recommendations = recommendations;
        this.catalog = catalog;
    }

    /**
     * The customers nearest to one.
     *
     * @param neighbors closest first
     * @param recipe    what made the vectors that were compared
     * @param search    how they were found
     */
    public record SimilarCustomers(List<SimilarCustomer> neighbors, UsedRecipe recipe, SearchWay.View search) {

        /** Of what was found of the origin, with explanations where the options ask for them. */
        static SimilarCustomers of(SimilarRows found, Origin origin, SimilarOptions options) {
            return new SimilarCustomers(found.neighbors().stream()
                    .map(row -> new SimilarCustomer(row,
                            options.explain() ? found.explain(row, origin, options.metric()) : null))
                    .toList(), UsedRecipe.of(found.recipe()), found.way().view());
        }
    }

    /** What to recommend, best first. */
    public record RecommendedValues(List<Recommendation> items,
            @Schema(examples = "50", description = "How many neighbours were looked at") int neighbors,
            @Schema(examples = "47", description = "How many of them have a value in the attribute") int withAttribute,
            UsedRecipe recipe) {}

    /** A version of a recipe. */
    public record UsedRecipe(@Schema(examples = "customer") String name, @Schema(examples = "2") int version,
            @Schema(examples = "5d41402abc4b2a76b9719d911017c592") String hash) {

        static UsedRecipe of(Recipe recipe) {
            return new UsedRecipe(recipe.name(), recipe.version(), recipe.hash());
        }
    }

    @GET
    @Path("{id}/similar")
    @Operation(summary = "Find the customers most like one",
            description = "Closest first; never the customer itself. As many as asked for, as long as so many match.")
    @APIResponse(responseCode = "200", description = "The neighbours, and how they were found")
    @APIResponse(responseCode = "400", description = "A parameter can't be used; or the metric is cosine and the "
            + "customer's vector all-zero")
    @APIResponse(responseCode = "404", description = "No such customer")
    public Planned<SimilarCustomers> similar(@PathParam("id") @Parameter(example = "1") long id,
            @Parameter(description = METRIC) @QueryParam("metric") @DefaultValue("l2") String metric,
            @Parameter(description = LIMIT, schema = @Schema(minimum = "1", maximum = "1000"))
            @QueryParam("limit") @DefaultValue("" + SimilarOptions.USUAL_LIMIT) int limit,
            @Parameter(description = MAX_DISTANCE, example = "1.5") @QueryParam("maxDistance") Double maxDistance,
            @Parameter(description = FilterDescription.TEXT, example = FilterDescription.EXAMPLE)
            @QueryParam("filter") String filter,
            @Parameter(description = FIELDS, example = FIELDS_EXAMPLE) @QueryParam("fields") String fields,
            @Parameter(description = MIN_RECALL, example = "0.98") @QueryParam("minRecall") Double minRecall,
            @Parameter(description = EXPLAIN) @QueryParam("explain") @DefaultValue("false") boolean explain,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        return answer(new Origin.Stored(id), options(metric, limit, maxDistance, filter, fields, minRecall, explain),
                PlanLog.of(plan));
    }

    @POST
    @Path("similar")
    @Operation(summary = "Find the customers most like a profile that is not stored", description = "Closest first.")
    @APIResponse(responseCode = "200", description = "The neighbours, and how they were found")
    @APIResponse(responseCode = "400", description = "A value can't be used")
    public Planned<SimilarCustomers> similar(@NotNull @Valid CustomerProfile profile,
            @Parameter(description = METRIC) @QueryParam("metric") @DefaultValue("l2") String metric,
            @Parameter(description = LIMIT, schema = @Schema(minimum = "1", maximum = "1000"))
            @QueryParam("limit") @DefaultValue("" + SimilarOptions.USUAL_LIMIT) int limit,
            @Parameter(description = MAX_DISTANCE, example = "1.5") @QueryParam("maxDistance") Double maxDistance,
            @Parameter(description = FilterDescription.TEXT, example = FilterDescription.EXAMPLE)
            @QueryParam("filter") String filter,
            @Parameter(description = FIELDS, example = FIELDS_EXAMPLE) @QueryParam("fields") String fields,
            @Parameter(description = MIN_RECALL, example = "0.98") @QueryParam("minRecall") Double minRecall,
            @Parameter(description = EXPLAIN) @QueryParam("explain") @DefaultValue("false") boolean explain,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        return answer(new Origin.Described(profile),
                options(metric, limit, maxDistance, filter, fields, minRecall, explain),
                PlanLog.of(plan));
    }

    @GET
    @Path("{id}/recommendations")
    @Operation(summary = "Recommend what the customers most like one have and it lacks",
            description = "Looks at an attribute that holds a set: a JSON array of strings, or one string. A value's share "
                    + "is the sum of the weights of the neighbours that have it, of the sum of all neighbours' weights; "
                    + "the weight of a neighbour is 1 / (0.1 + its l2 distance). An attribute that nobody has gives no "
                    + "items and `withAttribute` 0.")
    @APIResponse(responseCode = "200", description = "What to recommend, best first")
    @APIResponse(responseCode = "400", description = "A parameter can't be used, or none names an attribute")
    @APIResponse(responseCode = "404", description = "No such customer")
    public RecommendedValues recommendations(@PathParam("id") @Parameter(example = "1") long id,
            @Parameter(description = "The attribute's key", required = true, example = "products")
            @QueryParam("attribute") String attribute,
            @Parameter(description = "Neighbours to look at", schema = @Schema(minimum = "1", maximum = "1000"))
            @QueryParam("neighbors") @DefaultValue("50") int neighbors,
            @Parameter(description = "Values at most", schema = @Schema(minimum = "1", maximum = "1000"))
            @QueryParam("limit") @DefaultValue("10") int limit) {
        Recommendations.Recommended found = recommendations.of(id, attribute, neighbors, limit);
        return new RecommendedValues(found.items(), found.neighbors(), found.withAttribute(),
                UsedRecipe.of(found.recipe()));
    }

    private Planned<SimilarCustomers> answer(Origin origin, SimilarOptions options, PlanLog plans) {
        return plans.beside(SimilarCustomers.of(search.nearest(origin, options, plans), origin, options));
    }

    /** The catalogue is asked only where a request names fields of its own. */
    private SimilarOptions options(String metric, int limit, Double maxDistance, String filter, String fields,
            Double minRecall, boolean explain) {
        Filter conditions = filter == null
                ? Filter.ALL
                : Filter.parse(filter, catalog.dataSet("customer"), "c");
        Shown shown = fields == null
                ? ShownProfile.Columns.ALL
                : new Shown.Chosen(Fields.parse(fields, catalog.dataSet("customer")));
        return new SimilarOptions(Metric.parse(metric), limit, maxDistance, conditions, shown, minRecall, explain);
    }
}
