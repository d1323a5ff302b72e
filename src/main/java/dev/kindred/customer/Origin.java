package dev.kindred.customer;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;

import dev.kindred.neighbor.Explanation;
import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Recipe;

/** What neighbours are looked for. */
sealed interface Origin {

    /** Its vector in SQL, with one placeholder. */
    String vector();

    /** Binds the vector's placeholder; gives the next index. */
    int bind(PreparedStatement statement, int index, Recipe recipe) throws SQLException;

    /** A stored customer, whose vector the statement reads itself. */
    record Stored(long id) implements Origin {

        @Override
        public String vector() {
            return "(select q.embedding from customer q where q.id = ?)";
        }

        @Override
        public int bind(PreparedStatement statement, int index, Recipe recipe) throws SQLException {
            statement.setLong(index, id);
            return index + 1;
        }
    }

    /** A profile that is not stored; the recipe makes its vector. */
    record Described(CustomerProfile profile) implements Origin {

        @Override
        public String vector() {
            return "cast(? as vector)";
        }

        @Override
        public int bind(PreparedStatement statement, int index, Recipe recipe) throws SQLException {
            // OTHER leaves the type to the server; as a varchar it would be cast row by row.
            statement.setObject(index, Arrays.toString(encode(recipe)), Types.OTHER);
            return index + 1;
        }

        float[] encode(Recipe recipe) {
            return recipe.encode(profile);
        }

        /** For an explanation. */
        Explanation.Side side(Recipe recipe) {
            return new Explanation.Side(encode(recipe),
                    FeatureSource.of(recipe).stream().map(source -> source.read(profile)).toArray());
        }

        boolean isZero(Recipe recipe) {
            for (float element : encode(recipe)) {
                if (element != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Refuses an all-zero vector where only directions are compared. */
    static void requireDirection(boolean isZero, Metric metric) {
        if (isZero && metric == Metric.COSINE) {
            throw new Invalid("An all-zero vector has no direction, so nothing is near to it under cosine; ask for l2 "
                    + "or l1 instead.");
        }
    }
}
