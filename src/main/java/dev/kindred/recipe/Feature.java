package dev.kindred.recipe;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A feature as it is stored and shown.
 *
 * @param column        the column it is taken from; or else
 * @param attribute     the key of the JSON column {@code attributes}
 * @param weight        what the whole block is multiplied by
 * @param maxCategories positions of a one-hot block, the one for all others among them; null where there is none for others
 * @param unseen        for one-hot without a position for others; null otherwise
 * @param dropped       why it has no position in the vector; null where it has
 * @param statistics    null before the fit and where it was dropped
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "RecipeFeature")
record Feature(
        @Schema(nullable = true, examples = "age") String column,
        @Schema(nullable = true, examples = "plan") String attribute,
        @Schema(implementation = String.class, examples = "zscore") Encode encode,
        @Schema(examples = "1") double weight,
        @Schema(implementation = String.class, examples = "mean") Nulls nulls,
        @Schema(nullable = true, examples = "8") Integer maxCategories,
        @Schema(implementation = String.class, nullable = true, examples = "zero") Unseen unseen,
        @Schema(nullable = true, examples = "constant: every known value is 35") String dropped,
        @Schema(nullable = true) Statistics statistics) {

    @JsonIgnore
    Source source() {
        return new Source(column, attribute);
    }

    Feature fitted(Statistics fitted) {
        return new Feature(column, attribute, encode, weight, nulls, maxCategories, unseen, null, fitted);
    }

    Feature dropped(String reason) {
        return new Feature(column, attribute, encode, weight, nulls, maxCategories, unseen, reason, null);
    }
}
