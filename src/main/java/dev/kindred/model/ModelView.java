package dev.kindred.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A model without its bytes and centroids. */
@RegisterForReflection
@Schema(name = "Model")
public record ModelView(
        long id,
        @Schema(examples = "iris") String name,
        @Schema(examples = "1") int version,
        @Schema(examples = "iris") String table,
        @Schema(nullable = true,
                description = "What made the vectors; null for plain columns") RecipeVersion recipe,
        @Schema(examples = "[\"sepal_length\", \"sepal_width\", \"petal_length\", \"petal_width\"]",
                description = """
                        What the elements of a vector are, in order; of a recipe its positions, such as `age` and \
                        `gender=female`""") List<String> columns,
        @Schema(examples = "3") int clusters,
        @Schema(examples = "4", description = "Length of a row's vector") int dimensions,
        @Schema(examples = "150") long rows,
        @Schema(examples = "0",
                description = "Rows left out because a column is NULL or the recipe refuses it") long skippedRows,
        @Schema(examples = "0",
                description = "Of the rows those that are in no cluster; k-means leaves none out") long noiseRows,
        @Schema(examples = "78.9408",
                description = "Sum of squared distances to the cluster's centroid, by weight, without noise") double inertia,
        @Schema(examples = "4", description = "Of the final run over all rows") int iterations,
        @Schema(examples = "0.03", description = "Reading and computing") double seconds,
        ModelOptions options,
        Quality quality,
        Lineage lineage,
        @Schema(nullable = true, description = "Null where one number of clusters was asked for") Sweep sweep,
        @Schema(nullable = true,
                description = "Of the stored ONNX file, in hexadecimal; null for dbscan and hdbscan, which have none") String sha256,
        Instant createdAt,
        @Schema(examples = "[\"champion\"]", description = "That point to this version") List<String> aliases,
        @Schema(examples = "{\"owner\": \"crm\"}",
                description = "What was noted of this version") Map<String, String> tags) {

    /** One that was stored just now, so that nothing points to it yet; for others see {@link ModelViews}. */
    static ModelView of(KMeansModel model) {
        return of(model, List.of(), Map.of());
    }

    static ModelView of(KMeansModel model, List<String> aliases, Map<String, String> tags) {
        return new ModelView(model.id, model.name, model.version, model.table, model.recipe, model.columns,
                model.clusters,
                model.dimensions, model.rows, model.skippedRows, model.noiseRows, model.inertia, model.iterations,
                model.seconds,
                model.options, model.quality, model.lineage, model.sweep, model.sha256, model.createdAt,
                aliases, tags);
    }
}
