package dev.kindred.recipe;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;
import dev.kindred.page.Page;
import dev.kindred.problem.NotFound;

/** How rows become vectors. */
@Path("/api/recipes")
@Tag(name = "Recipes", description = "How rows become vectors: encodings fitted to a table, in versions")
@RegisterForReflection
public class RecipeResource {

    private final Recipes recipes;
    private final RecipeFit fit;
    private final JobAnswers answers;
    private final ObjectMapper json;

    RecipeResource(Recipes recipes, RecipeFit fit, JobAnswers answers, ObjectMapper json) {
        this.json = json;
        this.recipes = recipes;
        this.fit = fit;
        this.answers = answers;
    }

    @GET
    @Operation(summary = "List the recipes", description = "All versions, by name and version, on one page.")
    @APIResponse(responseCode = "200", description = "All of them")
    public Page<RecipeView> list() {
        return new Page<>(recipes.all().stream().map(RecipeView::of).toList(), null);
    }

    @POST
    @Operation(summary = "Make a recipe",
            description = """
                    Fits the statistics of the features to the table as it is now, in one snapshot, and stores them as the next \
                    version of the name. A fitted version never changes. Constant features are dropped and say so. A new version \
                    of the recipe `customer` fills the customers' vectors only once it is activated.""")
    @APIResponse(responseCode = "201", description = "The stored version; Location names it",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RecipeView.class)))
    @APIResponse(responseCode = "400", description = "A feature does not fit the table, or the table has no rows")
    @APIResponse(responseCode = "404", description = "No such table, or it is not allow-listed")
    public RestResponse<RecipeView> add(@NotNull @Valid NewRecipe wanted, @Context UriInfo uri) {
        return created(fit.fit(wanted), uri);
    }

    @POST
    @Path("{name}/fit")
    @Operation(summary = "Fit a recipe once more",
            description = """
                    The features of the active version (else of the newest), fitted to the table as it is now, as the next version. \
                    Features that were dropped as constant get another chance.""")
    @APIResponse(responseCode = "201", description = "The stored version; Location names it",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RecipeView.class)))
    @APIResponse(responseCode = "400",
            description = "A feature does not fit the table any more, or the table has no rows")
    @APIResponse(responseCode = "404", description = "No such recipe")
    public RestResponse<RecipeView> fitAgain(@PathParam("name") @Parameter(example = "customer") String name,
            @Context UriInfo uri) {
        return created(fit.fitAgain(recipes.named(name)), uri);
    }

    private static RestResponse<RecipeView> created(Recipe recipe, UriInfo uri) {
        URI location = uri.getBaseUriBuilder().path("api/recipes/{name}/versions/{version}")
                .build(recipe.name(), recipe.version());
        return RestResponse.ResponseBuilder.<RecipeView>created(location).entity(RecipeView.of(recipe)).build();
    }

    @GET
    @Path("{name}")
    @Operation(summary = "Show a recipe", description = """
            With its statistics, and in words what each position of a vector means.""")
    @APIResponse(responseCode = "200", description = "The recipe")
    @APIResponse(responseCode = "404", description = "No such recipe")
    public RecipeView get(@PathParam("name") @Parameter(example = "customer",
            description = "`name`: the active version, else the newest; or `name@version`") String name) {
        return RecipeView.of(recipes.named(name));
    }

    @GET
    @Path("{name}/versions")
    @Operation(summary = "List the versions of a recipe", description = "Oldest first, on one page.")
    @APIResponse(responseCode = "200", description = "All of them")
    @APIResponse(responseCode = "404", description = "No such recipe")
    public Page<RecipeView> versions(@PathParam("name") @Parameter(example = "customer") String name) {
        List<RecipeView> versions = recipes.all().stream().filter(recipe -> recipe.name().equals(name))
                .map(RecipeView::of).toList();
        if (versions.isEmpty()) {
            throw new NotFound("There is no recipe '%s'.".formatted(name));
        }
        return new Page<>(versions, null);
    }

    @GET
    @Path("{name}/versions/{version}")
    @Operation(summary = "Show a version of a recipe")
    @APIResponse(responseCode = "200", description = "The version")
    @APIResponse(responseCode = "404", description = "No such recipe or version")
    public RecipeView version(@PathParam("name") @Parameter(example = "customer") String name,
            @PathParam("version") @Parameter(example = "2") int version) {
        return RecipeView.of(recipes.version(name, version));
    }

    @POST
    @Path("{name}/versions/{version}/activate")
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Activate a version of the recipe customer",
            description = """
                    Makes all customers' vectors anew by this version, as a job: beside the old ones, which stay in force until one \
                    transaction swaps them, so that every reader sees one consistent recipe. Customers may be read and written \
                    meanwhile. Interrupted at any point, the old version simply stays. With `Prefer: wait=N` the answer is the \
                    active version, if the job ends in time. Models of other versions go on encoding by their own.""")
    @APIResponse(responseCode = "200", description = "The version is active",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RecipeView.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "No vectors are made by this recipe")
    @APIResponse(responseCode = "404", description = "No such recipe or version")
    @APIResponse(responseCode = "409", description = "The version is active already")
    public Uni<Response> activate(@PathParam("name") @Parameter(example = "customer") String name,
            @PathParam("version") @Parameter(example = "2") int version,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer,
            @Context UriInfo uri) {
        ActivationJob.requireActivatable(recipes.version(name, version));
        return answers.submit(ActivationJob.NAME, new ActivateRecipe(name, version), prefer, uri,
                job -> Response.ok(json.convertValue(job.result(), RecipeView.class))); // jsonb has its own order of fields
    }
}
