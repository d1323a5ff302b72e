package dev.kindred.audience;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.neighbor.Metric;

/** How an audience is made. Also the parameters of its job and, with the defaults filled in, what is stored of it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewAudience(
        @NotNull @Size(max = 100) @Pattern(regexp = "[a-z0-9][a-z0-9_.-]*")
        @Schema(examples = "like-our-best", description = "A new name") String name,

        @NotNull @Valid @Schema(description = "Whom the members shall be like; they are never members") Selection seeds,

        @Valid @Schema(nullable = true, description = """
                Whom the members shall not be like. They may still be members; name them in `exclude` too if they must \
                not be""") Selection unlike,

        @DecimalMin("0") @DecimalMax("100") @Schema(examples = "0.5", defaultValue = "0.5",
                description = "How much the distance to the unlikes counts against the distance to the seeds") Double unlikeWeight,

        @Min(1) @Max(1_000_000) @Schema(examples = "10000", defaultValue = "1000",
                description = "Members at most; at least kindred.audiences.minimum-size") Integer size,

        @Schema(nullable = true, examples = "is_active==true",
                description = "RSQL: who may be a member") String filter,

        @Valid
        @Schema(nullable = true, description = "Who must not be a member; unknown ones do no harm") Selection exclude,

        @Schema(examples = "l2", defaultValue = "l2",
                description = "`l2`, `cosine`, `inner_product` or `l1`") String metric,

        @Schema(examples = "centroid", defaultValue = "centroid",
                description = """
                        `centroid`: the distance to the average vector of the seeds, for cosine to the average of their \
                        directions; or `best_match`: the distance to the nearest seed. The same for the unlikes""") String strategy) {

    NewAudience withDefaults() {
        return new NewAudience(name, seeds, unlike, unlikeWeight == null ? 0.5 : unlikeWeight,
                size == null ? 1_000 : size, filter, exclude, metric == null ? Metric.L2.code() : metric,
                strategy == null ? Strategy.CENTROID.word() : strategy);
    }
}
