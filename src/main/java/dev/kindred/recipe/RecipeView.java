package dev.kindred.recipe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A version of a recipe, with its statistics and what each position of its vectors means. */
@RegisterForReflection
@Schema(name = "Recipe")
record RecipeView(
        @Schema(examples = "customer") String name,
        @Schema(examples = "2") int version,
        @Schema(examples = "customer") String table,
        @Schema(examples = "true",
                description = "false while the statistics are declared, not taken from data") boolean fitted,
        @Schema(examples = "true", description = "Whether it fills the stored vectors") boolean active,
        @Schema(examples = "10000", nullable = true, description = "That it was fitted to") Long rows,
        @Schema(implementation = String.class, examples = "none") Normalize normalize,
        @Schema(examples = "6", description = "Elements of a vector") int width,
        @Schema(description = "SHA-256 of all that decides a vector, in hexadecimal") String hash,
        @Schema(description = "In the order of the vector; dropped ones have no position") List<Feature> features,
        @Schema(description = "What each element of a vector means") List<Position> positions,
        Instant createdAt) {

    /** One element of a vector. */
    @RegisterForReflection
    @Schema(name = "RecipePosition")
    record Position(@Schema(examples = "0", description = "Counted from 0") int position,
            @Schema(examples = "age") String name,
            @Schema(examples = "age: (x - 45) / 16; unknown counts as the mean") String meaning) {}

    static RecipeView of(Recipe recipe) {
        RecipeRow row = recipe.row();
        List<Position> positions = new ArrayList<>();
        for (BlockCode.Meaning meaning : recipe.meanings()) {
            positions.add(new Position(positions.size(), meaning.name(), meaning.words()));
        }
        return new RecipeView(row.name(), row.version(), row.table(), row.fitted(), row.active(), row.rows(),
                row.normalize(), recipe.width(), row.hash(), row.features(), positions, row.createdAt());
    }
}
