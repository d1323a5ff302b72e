package dev.kindred.recipe;

import java.time.Instant;
import java.util.List;

/** A row of the table {@code recipe}. */
record RecipeRow(String name, int version, String table, Normalize normalize, List<Feature> features, boolean fitted,
        boolean active, Long rows, String hash, Instant createdAt) {}
