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

import io.agroal.api.AgroalDataSource;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The stored recipes. Plain JDBC, because most of what is done with them is SQL made of them. */
@ApplicationScoped
public class Recipes {

    private static final String SELECT = """
            select name, version, table_name, normalization, features, fitted, active, rows, hash, created_at from recipe
            """;

    /**
     * Taken shared, until its transaction ends, by whoever writes vectors of stored rows; taken alone by whoever puts
     * another recipe in force. So no vector is written by a recipe that is no longer active.
     */
    private static final String WRITERS_LOCK = "select pg_advisory_xact_lock_shared(hashtextextended('kindred recipe', 0))";
    private static final String SWAP_LOCK = "select pg_advisory_xact_lock(hashtextextended('kindred recipe', 0))";

    private final AgroalDataSource dataSource;
    private final ObjectMapper json;

    Recipes(AgroalDataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    /** The version that fills the stored vectors, as it is now, or {@link NotFound}. */
    public Recipe active(String name) {
        return with(connection -> active(connection, name));
    }

    /** The same within the connection's transaction. */
    public Recipe active(Connection connection, String name) throws SQLException {
        return one(connection, SELECT + "where name = ? and active", name)
                .orElseThrow(() -> new NotFound("There is no active recipe '%s'.".formatted(name)));
    }

    /** The active version for a transaction that writes vectors with it; no other gets into force until that ends. */
    public Recipe activeForWriting(Connection connection, String name) throws SQLException {
        execute(connection, WRITERS_LOCK);
        return active(connection, name); // a statement of its own: its snapshot is younger than the lock
    }

    /** The same within the current JTA transaction, whose connection this shares. */
    public Recipe activeForWriting(String name) {
        return with(connection -> activeForWriting(connection, name));
    }

    /** Waits for all writers of vectors and keeps new ones waiting until the connection's transaction ends. */
    void lockForSwap(Connection connection) throws SQLException {
        execute(connection, SWAP_LOCK);
    }

    /**
     * The version that {@code name} (the active one, else the newest) or {@code name@version} stands for, or
     * {@link NotFound}.
     */
    public Recipe named(String reference) {
        int at = reference.indexOf('@');
        if (at < 0) {
            return with(
                    connection -> one(connection, SELECT + "where name = ? order by active desc, version desc limit 1",
                            reference))
                    .orElseThrow(() -> new NotFound("There is no recipe '%s'.".formatted(reference)));
        }
        String version = reference.substring(at + 1);
        if (!version.matches("[1-9]\\d{0,8}")) {
            throw new Invalid(
                    "'%s' is no recipe: name or name@version, such as customer@2, is right.".formatted(reference));
        }
        return version(reference.substring(0, at), Integer.parseInt(version));
    }

    /** That version of that name, or {@link NotFound}. */
    public Recipe version(String name, int version) {
        return find(name, version)
                .orElseThrow(() -> new NotFound("There is no version %d of a recipe '%s'.".formatted(version, name)));
    }

    /** The same, or nothing where it is gone. */
    public Optional<Recipe> find(String name, int version) {
        return with(connection -> one(connection, SELECT + "where name = ? and version = ?", name, version));
    }

    /** All versions of all names, by name and version. */
    List<Recipe> all() {
        return with(connection -> list(connection, SELECT + "order by name, version"));
    }

    /**
     * The active version for a transaction that brings in many rows. Where its statistics are still declared ones and its
     * table is empty, it is fitted to these rows first and kept so; later rows never shift it. Call this instead of
     * {@link #activeForWriting}, not after it: two transactions that want to go from its lock to this one's would wait for
     * each other.
     *
     * @param relation what holds the rows, as quoted SQL; it has the columns that the recipe's features name
     */
    public Recipe fitFrom(Connection connection, String name, String relation) throws SQLException {
        if (active(connection, name).fitted()) {
            return activeForWriting(connection, name);
        }
        lockForSwap(connection);
        Recipe declared = active(connection, name);
        if (declared.fitted() || hasRows(connection, declared.table())) {
            return declared;
        }
        Fitting fitting = new Fitting(connection, relation);
        List<Feature> features = fitting.fit(declared.row().features());
        try (PreparedStatement update = connection.prepareStatement(
                "update recipe set features = ?::jsonb, rows = ?, fitted = true where name = ? and version = ?")) {
            bind(update, write(features), fitting.rows(), name, declared.version());
            update.executeUpdate();
        }
        Recipe fitted = active(connection, name);
        if (fitted.width() != declared.width()) {
            StoredVectors.widen(connection, fitted);
        }
        return fitted;
    }

    private static boolean hasRows(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1 from %s limit 1".formatted(Sql.identifier(table)))) {
            return row.next();
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
                return one(connection, SELECT + "where name = ? and version = ?", name, version).orElseThrow();
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

    /** Something to do with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Runs with a connection of its own, or with that of the current JTA transaction. */
    <T> T with(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.with(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException("The recipes could not be read or written", failure);
        }
    }

    private Optional<Recipe> one(Connection connection, String query, Object... values) throws SQLException {
        return list(connection, query, values).stream().findFirst();
    }

    private List<Recipe> list(Connection connection, String query, Object... values) throws SQLException {
        List<Recipe> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
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
}
