package dev.kindred.model;

import java.util.List;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What to train and how. Also the parameters of a training job. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewModel(
        @NotNull @Size(max = 100) @Pattern(regexp = "[a-z0-9][a-z0-9_.-]*")
        @Schema(examples = "iris", description = "A new name, or an old one for its next version") String name,

        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") @Schema(examples = "iris",
                description = """
                        An allow-listed table or view, as `table` or `schema.table`, whose columns are taken as they are; either \
                        this or `recipe`""") String table,

        @Size(max = 110) @Pattern(regexp = "[a-z0-9][a-z0-9_.-]*(@[1-9][0-9]{0,8})?")
        @Schema(nullable = true,
                description = """
                        In the place of `table`: a recipe that makes the vectors of its table's rows, as `name@version`, or as `name` \
                        for its active version, else its newest. Rows that it refuses are skipped and counted""") String recipe,

        @Schema(examples = "[]",
                description = """
                        Numeric columns, or one column of type vector, halfvec, real[] or double precision[]. None means all \
                        numeric columns but the primary key, in table order. Only with `table`""") List<@NotNull String> columns,

        @NotNull @Schema(type = SchemaType.INTEGER, examples = "3",
                description = """
                        How many clusters, at most the number of distinct rows; or a range `{"from": 2, "to": 10}` or `"auto"`, \
                        which tries them all, stores the whole curve and says why it chose""") JsonNode clusters,

        @Schema(examples = "0", description = "Of every random choice; default 0") Long seed,

        @Schema(examples = "euclidean",
                description = """
                        `euclidean` (default), or `cosine`: rows are normalised first and centroids have length 1""") String metric,

        @Schema(examples = "exact",
                description = """
                        `exact` (default): Lloyd's result; or `minibatch`, for when full passes over the rows cost too much""") String algorithm,

        @Schema(examples = "plus_plus",
                description = "`plus_plus` (default): greedy k-means++; or `random`") String initialization,

        @Schema(examples = "iris",
                description = """
                        A model of the same shape and recipe, as `name` (its champion, else its newest version), `name@version` \
                        or `name@alias`, whose centroids are the only start""") String startFrom,

        @Min(1) @Max(1_000)
        @Schema(examples = "10",
                description = "How many starts compete; default 10, or 1 with startFrom") Integer restarts,

        @Min(1) @Max(100_000)
        @Schema(examples = "300", description = "The most iterations of a run; default 300") Integer maxIterations,

        @DecimalMin("0") @DecimalMax("1") @Schema(examples = "0.0001", description = """
                A run ends when the squared shift of its centroids is at most this share of the mean variance; \
                default 0.0001""") Double tolerance,

        @Schema(examples = "visits",
                description = "A numeric column that says how often a row counts") String weights) {

    /** The least that has to be said. */
    public static NewModel of(String name, String table, JsonNode clusters) {
        return new NewModel(name, table, null, List.of(), clusters, null, null, null, null, null, null, null, null,
                null);
    }

    List<String> columnNames() {
        return columns == null ? List.of() : columns;
    }
}
