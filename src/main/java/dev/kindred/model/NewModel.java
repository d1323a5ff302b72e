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

        @Schema(type = SchemaType.INTEGER, examples = "3",
                description = """
                        For k-means, which needs it: how many clusters, at most the number of distinct rows; or a range `{"from": 2, "to": 10}` or `"auto"`, \
                        which tries them all, stores the whole curve and says why it chose. The other algorithms find the \
                        number themselves""") JsonNode clusters,

        @Schema(examples = "0", description = "Of every random choice; default 0") Long seed,

        @Schema(examples = "euclidean",
                description = """
                        `euclidean` (default), or `cosine`: rows are normalised first and centroids have length 1""") String metric,

        @Schema(examples = "exact",
                description = """
                        Of k-means `exact` (default): Lloyd's result; or `minibatch`, for when full passes over the rows cost too \
                        much. Or `dbscan`, with epsilon, or `hdbscan`, with minClusterSize: clusters of any shape, and noise. \
                        These label the rows of the table, which needs a primary key, and can't predict others. Their time \
                        grows with the square of the rows, of which they take at most `kindred.density.dbscan-max-rows` \
                        (100,000) and `kindred.density.hdbscan-max-rows` (20,000)""") String algorithm,

        @Schema(examples = "full",
                description = """
                        Of k-means `full` (default), or `quick`: fitted on a sample of max(16,384, 256 · clusters) rows, for up to \
                        1,000 clusters; sizes and distances are of all rows. It is the partition that an IVF index keeps hidden, \
                        to look at and to search with `nearest`""") String mode,

        @DecimalMin(value = "0", inclusive = false) @Schema(nullable = true, examples = "0.5",
                description = """
                        Of dbscan, which needs it: rows this near are neighbours; by the metric, so under cosine 1 - cos""") Double epsilon,

        @Min(1) @Max(1_000) @Schema(nullable = true, examples = "5",
                description = """
                        Of dbscan: a row with so many neighbours, itself among them, makes a cluster; of hdbscan: the how-manieth \
                        nearest row says how dense it is; default 5""") Integer minPoints,

        @Min(2) @Max(1_000_000) @Schema(nullable = true, examples = "50",
                description = "Of hdbscan, which needs it: the fewest rows that are a cluster rather than noise") Integer minClusterSize,

        @Schema(examples = "plus_plus",
                description = "`plus_plus` (default): greedy k-means++; or `random`") String initialization,

        @Schema(examples = "iris",
                description = """
                        A model of the same shape and recipe, as `name` (its champion, else its newest version), `name@version` \
                        or `name@alias`, whose centroids are the only start; one of dbscan or hdbscan serves too""") String startFrom,

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
                null,
                null, null, null, null);
    }

    List<String> columnNames() {
        return columns == null ? List.of() : columns;
    }
}
