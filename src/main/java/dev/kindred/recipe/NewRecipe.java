package dev.kindred.recipe;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.kindred.problem.Storable;

/** What a new recipe is to be made of. */
public record NewRecipe(
        @NotNull @Size(max = 100) @Pattern(regexp = "[a-z0-9][a-z0-9_.-]*")
        @Schema(examples = "customer", description = "A new name, or an old one for its next version") String name,

        @NotBlank @Schema(examples = "customer",
                description = "An allow-listed table or view, as `table` or `schema.table`") String table,

        @NotNull @Size(min = 1, max = 500)
        @Schema(examples = """
                [{"column": "age", "encode": "zscore"}, {"column": "income", "encode": "log", "weight": 2}, \
                {"column": "gender", "encode": "onehot"}, {"attribute": "plan", "encode": "onehot", "maxCategories": 8}]""",
                description = "In the order of the vector") List<@NotNull @Valid NewFeature> features,

        @Schema(examples = "none",
                description = "`none` (default), or `l2`: every vector gets length 1") String normalize) {

    /** One feature; exactly one of column and attribute. */
    @Schema(name = "NewRecipeFeature")
    public record NewFeature(
            @Size(min = 1, max = 63) @Schema(nullable = true, examples = "age") String column,

            @Size(min = 1, max = 200) @Storable @Schema(nullable = true, examples = "plan",
                    description = "A key of the table's JSON column `attributes`") String attribute,

            @NotNull @Schema(examples = "zscore",
                    description = """
                            `raw`, `zscore`, `minmax`, `robust` (median and interquartile range), `log` (sign(x)·ln(1+|x|), then as \
                            z-score), `quantile` for numbers; `boolean`; `onehot` for texts and other categories""") String encode,

            @DecimalMin("1e-6") @DecimalMax("1e6") @Schema(nullable = true, examples = "1",
                    description = "The encoded block is multiplied by it; default 1") Double weight,

            @Schema(nullable = true, examples = "mean",
                    description = """
                            What an unknown value counts as: `mean` (default for numbers and flags), `zero` (an element of 0 in the vector; default for onehot), \
                            `indicator` (the mean, and a position more that says so), or `refuse` (no vector for such a row)""") String nulls,

            @Min(2) @Max(1_000)
            @Schema(nullable = true, examples = "8",
                    description = """
                            For onehot: positions, the last one for rare and unseen values. Without it every value there is when \
                            fitting gets a position""") Integer maxCategories,

            @Schema(nullable = true, examples = "zero",
                    description = """
                            For onehot without maxCategories: what an unseen value counts as, `zero` (default) or `refuse`""") String unseen) {}
}
