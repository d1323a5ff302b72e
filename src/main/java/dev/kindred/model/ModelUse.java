package dev.kindred.model;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.databind.JsonNode;

import io.agroal.api.AgroalDataSource;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Planned;
import dev.kindred.problem.Conflict;

/** What can be done with a model, in whichever of the two ways its address names it. */
public abstract class ModelUse {

    @Inject
    Models models;

    @Inject
    ModelViews views;

    @Inject
    Predictors predictors;

    @Inject
    VectorSources sources;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Training training;

    @Inject
    JobAnswers answers;

    /** The model that this request is about, or NotFound. */
    abstract KMeansModel model();

    /**
     * Rows to predict, in original units; arrays and objects may be mixed.
     *
     * @param recipeHash of the recipe that the client believes the model to be of; null to believe any
     */
    public record Rows(
            @NotNull @Size(max = 10_000)
            @Schema(examples = "[[5.1, 3.5, 1.4, 0.2], {\"sepal_length\": 6.7, \"sepal_width\": 3.0, \"petal_length\": 5.2, \"petal_width\": 2.3}]",
                    description = """
                            Original units, not encoded ones. For plain columns: an array of numbers in the order of the \
                            model's columns, or an object by column name. For a recipe: an array of one value (number, \
                            text, boolean or null) a feature, in the recipe's order without dropped features; or an object \
                            by column name with the attributes nested, \
                            `{"age": 34, "gender": "female", "attributes": {"plan": "pro"}}`, where what is left out is \
                            unknown; or, for a recipe only, a vector that is encoded already, `{"vector": [0.3, 1, 0]}`""") List<@NotNull JsonNode> rows,

            @Size(max = 64) @Schema(nullable = true,
                    description = """
                            The hash of the recipe that made the vectors, or that the client has read; when it is not the model's, \
                            the answer is 409""") String recipeHash) {}

    /**
     * A prediction for each row, in the order of the request, all of them by one version.
     *
     * @param model   its name
     * @param version which one it was, also where the request left that to the champion
     */
    public record Predictions(@Schema(examples = "iris") String model, @Schema(examples = "3") int version,
            List<Prediction> predictions) {}

    @GET
    @Operation(summary = "Show a model")
    @APIResponse(responseCode = "200", description = "The model")
    @APIResponse(responseCode = "404", description = "No such model")
    public ModelView get() {
        return views.of(model());
    }

    @GET
    @Path("centroids")
    @Operation(summary = "Read the centroids")
    @APIResponse(responseCode = "200", description = "One centroid a cluster")
    public Centroids centroids() {
        return Centroids.of(model());
    }

    @GET
    @Path("onnx")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Download the model as an ONNX file",
            description = """
                    The stored bytes. Input `features` float [n, d]; outputs `cluster` int64 [n] and `distance` float [n]. For a \
                    model of a recipe the input is encoded vectors; the metadata `recipeHash` says by which.""")
    @APIResponse(responseCode = "200", description = "The ONNX file")
    @APIResponse(responseCode = "409", description = "The model is of an algorithm that can't predict")
    @APIResponse(responseCode = "500", description = "The stored bytes are corrupted")
    public RestResponse<byte[]> onnx() {
        KMeansModel model = model();
        return RestResponse.ResponseBuilder.ok(predictors.bytes(model))
                .header(HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s-%d.onnx\"".formatted(model.name, model.version))
                .build();
    }

    @POST
    @Path("predict")
    @Operation(summary = "Predict the clusters of rows",
            description = """
                    The nearest centroid of each row and the distance to it, computed from the stored bytes. Rows are in original \
                    units; where the model is of a recipe, they are encoded here. Up to 10,000 rows a call; for whole tables use \
                    `kindred.predict_kmeans` in SQL, whose `vector` and `real[]` are encoded vectors.""")
    @APIResponse(responseCode = "200", description = "One prediction a row, in their order")
    @APIResponse(responseCode = "400", description = "A row does not fit the model's columns, or its recipe refuses it")
    @APIResponse(responseCode = "409",
            description = """
                    The recipe is no longer what it was at the training, or has not the hash that the request names; the detail has \
                    both hashes. Or the model is of an algorithm that can't predict""")
    public Predictions predict(@NotNull @Valid Rows wanted) {
        KMeansModel model = model();
        Predictor predictor = predictors.of(model);
        requireHash(model, wanted.recipeHash());
        RowReader reader = RowReader.of(model, sources);
        List<Prediction> predictions = new ArrayList<>(wanted.rows().size());
        for (int i = 0; i < wanted.rows().size(); i++) {
            predictions.add(predictor.predict(reader.read("rows[" + i + ']', wanted.rows().get(i))));
        }
        return new Predictions(model.name, model.version, predictions);
    }

    private static void requireHash(KMeansModel model, String hash) {
        if (hash != null && (model.recipe == null || !hash.equals(model.recipe.hash()))) {
            throw new Conflict("The request is for a recipe with the hash %s, but model '%s' version %d is of %s."
                    .formatted(hash, model.name, model.version, RecipeVersion.words(model.recipe)));
        }
    }

    @GET
    @Path("crosstab")
    @Operation(summary = "Count the values of a column in each cluster", description = """
            Predicts the model's table as it is now and counts, for each value of the column, the rows in each \
            cluster. Rows with a NULL in a column, or that the recipe refuses, are left out.""")
    @APIResponse(responseCode = "200", description = "One item a value, in their order")
    @APIResponse(responseCode = "409",
            description = """
                    The model's recipe is no longer what it was at the training, or the model is of an algorithm that can't \
                    predict""")
    public Planned<Crosstab> crosstab(
            @Parameter(description = "A column of the model's table with at most 1,000 values", example = "species")
            @QueryParam("by") @NotBlank String by,
            @Parameter(description = PlanLog.PARAMETER) @QueryParam("plan") @DefaultValue("false") boolean plan) {
        KMeansModel model = model();
        model.requirePredictor();
        PlanLog plans = PlanLog.of(plan);
        return plans.beside(Crosstab.of(dataSource, model, sources.of(model), by, plans));
    }

    @POST
    @Path("verify")
    @Blocking
    @Operation(summary = "Train a model once more and compare", description = """
            Reads the table as it is now, trains with the same options and tells whether the rows and the bytes still \
            match, and why not where they don't; nothing is stored. A job, like training; with `Prefer: wait=N` the \
            answer is the comparison.""")
    @APIResponse(responseCode = "200", description = "What was found",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Verification.class)))
    @AnswersJob
    @APIResponse(responseCode = "404", description = "No such model, or its table is gone")
    @APIResponse(responseCode = "409",
            description = """
                    The model's recipe is no longer what it was at the training; or it was imported, or started from a model \
                    that was deleted since; or it is of dbscan or hdbscan, which store no bytes""")
    public Uni<Response> verify(
            @Parameter(description = "`wait=N`: how many seconds to wait", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer,
            @Context UriInfo uri) {
        KMeansModel model = model();
        training.checkAgain(model);
        return answers.submit(VerificationJob.NAME, new VerificationJob.Parameters(model.name, model.version), prefer,
                uri, job -> Response.ok(job.result()));
    }
}
