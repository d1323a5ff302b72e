package dev.kindred.recipe;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The rows of the table {@code recipe}; every method works in its connection's transaction. */
@ApplicationScoped
class RecipeTable {

    private static final String SELECT = """
            select name, version, table_name, normalization, features, fitted, active, rows, hash, created_at from recipe
            """;

    private final ObjectMapper json;

    RecipeTable(ObjectMapper json) {
        this.json = json;
    }

    /** The first recipe that a condition finds. */
    Optional<Recipe> one(Connection connection, String condition, Object... values) throws SQLException {
        return list(connection, condition, values).stream().findFirst();
    }

    /** All recipes that a condition finds, in its order. */
    List<Recipe> list(Connection connection, String condition, Object... values) throws SQLException {
        List<Recipe> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT + condition)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Recipe(row(rows)));
                }
            }
        }
        return found;
    }

    private RecipeRow row(ResultSet row) throws SQLException {
        return new RecipeRow(row.getString("name"), row.getInt("version"), row.getString("table_name"),
                Words.parse(Normalize.class, "normalize", row.getString("normalization"), null),
                read(row.getString("features")), row.getBoolean("fitted"), row.getBoolean("active"),
                row.getObject("rows", Long.class), row.getString("hash"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private List<Feature> read(String features) {
        try {
            return Arrays.asList(json.readValue(features, Feature[].class));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("The features of a stored recipe can't be read", malformed);
        }
    }

    private String write(List<Feature> features) {
        try {
            return json.writeValueAsString(features);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static void execute(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(query);
        }
    }

    /** Stores fitted features as the next version of a name. */
    Recipe store(Connection connection, String name, String table, Normalize normalize, List<Feature> features,
            long rows)
            throws SQLException {
        execute(connection, "select pg_advisory_xact_lock(hashtextextended('kindred recipe version', 0))");
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into recipe (name, version, table_name, normalization, features, fitted, rows)
                select ?, 1 + coalesce(max(version), 0), ?, ?, ?::jsonb, true, ? from recipe where name = ?
                returning version""")) {
            bind(insert, name, table, normalize.word(), write(features), rows, name);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                int version = row.getInt(1);
                return one(connection, "where name = ? and version = ?", name, version).orElseThrow();
            }
        }
    }

    /** Puts a version in force, in the connection's transaction. */
    void activate(Connection connection, Recipe recipe) throws SQLException {
        try (PreparedStatement off = connection
                .prepareStatement("update recipe set active = false where name = ? and active");
                PreparedStatement on = connection.prepareStatement(
                        "update recipe set active = true where name = ? and version = ?")) {
            bind(off, recipe.name());
            off.executeUpdate();
            bind(on, recipe.name(), recipe.version());
            on.executeUpdate();
        }
    }

    /** Gives a version that was only declared its fitted features, for ever. */
    void fit(Connection connection, Recipe declared, List<Feature> features, long rows) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update recipe set features = ?::jsonb, rows = ?, fitted = true where name = ? and version = ?")) {
            bind(update, write(features), rows, declared.name(), declared.version());
            update.executeUpdate();
        }
    }
}
