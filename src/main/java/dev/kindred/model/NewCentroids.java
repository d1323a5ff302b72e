package dev.kindred.model;

import java.util.List;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.problem.Invalid;

/** Centroids from elsewhere, to be served as a model. */
@RegisterForReflection
@Schema(name = "NewCentroids")
public record NewCentroids(
        @Schema(examples = "iris",
                description = "An allow-listed table or view that the centroids are of; either this or `recipe`") String table,

        @Schema(nullable = true, examples = "customer@2",
                description = """
                        In the place of `table`: the recipe that made the vectors, as `name@version`, or as `name` for its \
                        active version, else its newest""") String recipe,

        @Schema(examples = "[\"petal_length\", \"petal_width\"]",
                description = """
                        What the elements of a centroid are: numeric columns of the table, or one vector column. None means \
                        all numeric columns but the primary key, in table order""") List<@NotNull String> columns,

        @Schema(examples = "euclidean",
                description = """
                        `euclidean` (default) or `cosine`, for which centroids are brought to length 1""") String metric,

        @NotEmpty @Schema(examples = "[[1.464, 0.244], [4.3936, 1.4339], [5.7421, 2.0711]]",
                description = "One array of numbers a cluster, in the units of the columns, or encoded by the recipe") List<@NotNull JsonNode> centroids,

        @Schema(nullable = true, examples = "[50, 62, 38]",
                description = """
                        Rows of each cluster in the training; where it is left out, the table's rows are counted""") List<@NotNull @Min(0) Long> sizes) {

    List<String> columnNames() {
        return columns == null ? List.of() : columns;
    }

    /** By cluster; null where there are none. */
    long[] sizesOf(int clusters) {
        if (sizes == null) {
            return null;
        }
        if (sizes.size() != clusters) {
            throw new Invalid("sizes has %d numbers, but there are %d centroids.".formatted(sizes.size(), clusters));
        }
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }
}
