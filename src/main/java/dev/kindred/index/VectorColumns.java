package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.Catalog;
import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;
import dev.kindred.problem.Unsuitable;

/** The columns that may be indexed: those of allow-listed tables and of the data sets that Kindred serves. */
@ApplicationScoped
class VectorColumns {

    private static final Set<String> DATA_SETS = Set.of("iris", "customer", "buying_profile");

    private static final String COLUMN = """
            select n.nspname, c.relname, c.relkind, t.typname, a.atttypmod, pg_has_role(c.relowner, 'usage') as is_owned
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid
              join pg_type t on t.oid = a.atttypid
             where c.oid = cast(? as regclass) and a.attname = ? and a.attnum > 0 and not a.attisdropped
            """;

    private final AgroalDataSource dataSource;
    private final Catalog catalog;

    VectorColumns(AgroalDataSource dataSource, Catalog catalog) {
        this.dataSource = dataSource;
        this.catalog = catalog;
    }

    private SourceTable table(String name) {
        return DATA_SETS.contains(name) ? catalog.dataSet(name) : catalog.table(name);
    }

    boolean isOpen(String table) {
        try {
            table(table);
            return true;
        } catch (NotFound closed) {
            return false;
        }
    }

    /**
     * The column of that name.
     *
     * @throws NotFound                    if the table is none that Kindred may read
     * @throws dev.kindred.problem.Invalid if it has no such column
     * @throws Unsuitable                  if nothing can be indexed there
     * @throws Conflict                    if the table is another user's
     */
    VectorColumn column(String tableName, String columnName) {
        SourceTable table = table(tableName);
        SourceColumn column = table.column(columnName);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COLUMN)) {
            statement.setString(1, table.quoted());
            statement.setString(2, column.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new NotFound("Table '%s' or its column '%s' has just gone.".formatted(tableName, columnName));
                }
                requireStored(tableName, row.getString("relkind"));
                VectorType type = VectorType.find(row.getString("typname")).orElseThrow(() -> new Unsuitable(
                        "Column %s.%s is of type %s; an index can be on vector(n), halfvec(n), bit(n) or sparsevec(n)."
                                .formatted(tableName, columnName, column.type())));
                if (!row.getBoolean("is_owned")) {
                    throw new Conflict(
                            "Table '%s' belongs to another user of the database, and only its owner can index it."
                                    .formatted(tableName));
                }
                return new VectorColumn(table.name(), row.getString("nspname"), row.getString("relname"),
                        column.name(), type, row.getInt("atttypmod"));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The catalogue could not be read", failure);
        }
    }

    private static void requireStored(String table, String relationKind) {
        switch (relationKind) {
            case "r", "m" -> {
            }
            case "p" -> throw new Unsuitable(
                    "Table '%s' is partitioned, and PostgreSQL builds no index on all partitions concurrently; name one of its partitions."
                            .formatted(table));
            default -> throw new Unsuitable(
                    "'%s' is a view or a foreign table, which hold no rows to index; name the table behind it."
                            .formatted(table));
        }
    }
}
