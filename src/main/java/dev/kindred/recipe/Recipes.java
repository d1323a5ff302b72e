package dev.kindred.recipe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The stored recipes. Plain JDBC, because most of what is done with them is SQL made of them. */
@ApplicationScoped
public class Recipes {

    /**
     * Taken shared, until its transaction ends, by whoever writes vectors of stored rows; taken alone by whoever puts
     * another recipe in force. So no vector is written by a recipe that is no longer active.
     */
    private static final String WRITERS_LOCK = "select pg_advisory_xact_lock_shared(hashtextextended('kindred recipe', 0))";
    private static final String SWAP_LOCK = "select pg_advisory_xact_lock(hashtextextended('kindred recipe', 0))";

    private final AgroalDataSource dataSource;
    private final RecipeTable table;

    Recipes(AgroalDataSource dataSource, RecipeTable table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /** The version that fills the stored vectors, as it is now, or {@link NotFound}. */
    public Recipe active(String name) {
        return with(connection -> active(connection, name));
    }

    /** The same within the connection's transaction. */
    public Recipe active(Connection connection, String name) throws SQLException {
        return table.one(connection, "where name = ? and active", name)
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
                    connection -> table.one(connection, "where name = ? order by active desc, version desc limit 1",
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
        return with(connection -> table.one(connection, "where name = ? and version = ?", name, version));
    }

    /** A version of that hash, the active one rather than others. */
    public Optional<Recipe> withHash(String hash) {
        return with(connection -> table.one(connection, "where hash = ? order by active desc, name, version", hash));
    }

    /** The column of a table that holds what the recipe of that hash makes of its rows, in the connection's snapshot. */
    public Optional<String> storedColumn(Connection connection, String tableName, String hash) throws SQLException {
        return tableName.equals(StoredVectors.TABLE) && active(connection, StoredVectors.RECIPE).hash().equals(hash)
                ? Optional.of(StoredVectors.COLUMN)
                : Optional.empty();
    }

    /** All versions of all names, by name and version. */
    List<Recipe> all() {
        return with(connection -> table.list(connection, "order by name, version"));
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
        table.fit(connection, declared, features, fitting.rows());
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

    private static void execute(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(query);
        }
    }
}
