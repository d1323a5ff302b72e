package dev.kindred.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.recipe.Recipe;

/**
 * The version of a recipe that made a model's vectors.
 *
 * @param hash of the recipe as it was at the training; vectors of equal hashes belong together
 */
@Embeddable
@RegisterForReflection
@Schema(name = "ModelRecipe")
public record RecipeVersion(
        @Column(name = "recipe_name") @Schema(examples = "customer") String name,
        @Column(name = "recipe_version") @Schema(examples = "2") int version,
        @Column(name = "recipe_hash") @Schema(
                description = "SHA-256 of the recipe as it was at the training, in hexadecimal") String hash) {

    static RecipeVersion of(Recipe recipe) {
        return new RecipeVersion(recipe.name(), recipe.version(), recipe.hash());
    }

    /** {@code name@version}. */
    public String reference() {
        return name + '@' + version;
    }

    /** For messages, also of the recipe that a model of plain columns does not have. */
    static String words(RecipeVersion recipe) {
        return recipe == null
                ? "plain columns, without a recipe's hash"
                : "the recipe %s with the hash %s".formatted(recipe.reference(), recipe.hash());
    }

    /** Whether vectors of both mean the same; null stands for plain columns. */
    public static boolean isSame(RecipeVersion one, RecipeVersion other) {
        return one == null || other == null ? one == other : one.hash().equals(other.hash());
    }
}
