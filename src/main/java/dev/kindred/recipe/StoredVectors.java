package dev.kindred.recipe;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

import dev.kindred.problem.Invalid;

/** The one column of stored vectors, and the recipe that fills it. */
final class StoredVectors {

    static final String RECIPE = "customer";
    static final String TABLE = "customer";
    static final String COLUMN = "embedding";

    /** What a customer's profile tells; the other columns are known only once a row is stored, or name it. */
    private static final Set<String> PROFILE = Set.of("age", "income", "is_active", "gender");

    private StoredVectors() {}

    /** A recipe of this name must be able to encode a profile that is not stored yet. */
    static void requireServing(String name, String table, List<Feature> features) {
        if (!name.equals(RECIPE)) {
            return;
        }
        if (!table.equals(TABLE)) {
            throw new Invalid(
                    "The recipe '%s' fills the vectors of table '%s', so it can't be over table '%s'; choose another name."
                            .formatted(RECIPE, TABLE, table));
        }
        for (Feature feature : features) {
            if (feature.column() != null && !PROFILE.contains(feature.column())) {
                throw new Invalid(
                        "The recipe '%s' can't use column '%s'; it can use %s and attributes.".formatted(RECIPE,
                                feature.column(), String.join(", ", PROFILE.stream().sorted().toList())));
            }
        }
    }

    /** Gives the column of an empty table the width of a recipe's vectors. */
    static void widen(Connection connection, Recipe recipe) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .execute("alter table %s alter column %s type vector(%d)".formatted(TABLE, COLUMN, recipe.width()));
        }
    }
}
