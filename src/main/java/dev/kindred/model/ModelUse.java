package dev.kindred.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.databind.JsonNode;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.Catalog;

/** What can be done with a model, in whichever of the two ways its address names it. */
public abstract class ModelUse {

    @Inject
    Models models;

    @Inject
    Predictors predictors;

    @Inject
    Catalog catalog;

    @Inject
    AgroalDataSource dataSource;

    /** The model that this request is about, or NotFound. */
    abstract KMeansModel model();

    /** All centroids of a model, by cluster. */
    public record Centroids(List<Item> items) {

        static Centroids of(KMeansModel model) {
            List<Item> items = new ArrayList<>(model.clusters);
            for (int cluster = 0; cluster < model.clusters; cluster++) {
                Centroid centroid = model.centroids.get(cluster);
                items.add(new Item(cluster, centroid.size, centroid.meanDistance, centroid.p99Distance,
                        byColumn(model.columns, centroid.centroid)));
            }
            return new Centroids(items);
        }

        private static Map<String, Object> byColumn(List<String> columns, float[] centroid) {
            if (columns.size() < centroid.length) {
                return Map.of(columns.get(0), centroid);
            }
            Map<String, Object> values = new LinkedHashMap<>();
            for (int j = 0; j < centroid.length; j++) {
                values.put(columns.get(j), centroid[j]);
            }
            return values;
        }

        /** One centroid, in the units of the columns; a vector column's value is an array. */
        @Schema(name = "Centroid")
        public record Item(@Schema(examples = "0") int cluster,
                @Schema(examples = "50", description = "Training rows in this cluster") long size,
                @Schema(examples = "0.48", nullable = true,
                        description = "Of these rows from the centroid") Double meanDistance,
                @Schema(examples = "1.25", nullable = true,
                        description = "99 % of these rows are no farther") Double p99Distance,
                @Schema(examples = "{\"sepal_length\": 5.006, \"sepal_width\": 3.418}") Map<String, Object> centroid) {}
    }

    /** Rows to predict: arrays in the order of the model's columns, or objects by column name; both may be mixed. */
    public record Rows(
            @NotNull @Size(max = 10_000)
            @Schema(examples = "[[5.1, 3.5, 1.4, 0.2], {\"sepal_length\": 6.7, \"sepal_width\": 3.0, \"petal_length\": 5.2, \"petal_width\": 2.3}]") List<@NotNull JsonNode> rows) {}

    /** A prediction for each row, in the order of the request. */
    public record Predictions(List<Prediction> predictions) {}

    @GET
    @Operation(summary = "Show a model")
    @APIResponse(responseCode = "404", description = "No such model")
    public ModelView get() {
        return ModelView.of(model());
    }

    @GET
    @Path("centroids")
    @Operation(summary = "Read the centroids")
    public Centroids centroids() {
        return Centroids.of(model());
    }

    @GET
    @Path("onnx")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Download the model as an ONNX file", description = """
            The stored bytes. Input `features` float [n, d]; outputs `cluster` int64 [n] and `distance` float [n].""")
    @APIResponse(responseCode = "200", description = "The ONNX file")
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
    @Operation(summary = "Predict the clusters of rows", description = """
            The nearest centroid of each row and the distance to it, computed from the stored bytes. Up to 10,000 rows \
            a call; for whole tables use `kindred.predict_kmeans` in SQL.""")
    @APIResponse(responseCode = "400", description = "A row does not fit the model's columns")
    public Predictions predict(@NotNull @Valid Rows wanted) {
        KMeansModel model = model();
        Predictor predictor = predictors.of(model);
        RowReader reader = new RowReader(model.columns, model.dimensions);
        List<Prediction> predictions = new ArrayList<>(wanted.rows().size());
        for (int i = 0; i < wanted.rows().size(); i++) {
            predictions.add(predictor.predict(reader.read(i, wanted.rows().get(i))));
        }
        return new Predictions(predictions);
    }

    @GET
    @Path("crosstab")
    @Operation(summary = "Count the values of a column in each cluster", description = """
            Predicts the model's table as it is now and counts, for each value of the column, the rows in each \
            cluster. Rows with a NULL feature are left out.""")
    public Crosstab crosstab(
            @Parameter(description = "A column of the model's table with at most 1,000 values", example = "species")
            @QueryParam("by") @NotBlank String by) {
        KMeansModel model = model();
        return Crosstab.of(dataSource, model, catalog.table(model.table), by);
    }
}
