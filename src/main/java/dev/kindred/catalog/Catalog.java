package dev.kindred.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.problem.NotFound;

/**
 * The tables that users may train on, read from PostgreSQL's own catalogue at every call, so that a table made a minute
 * ago is found and a dropped one is not. No identifier from a request reaches an SQL text: it is bound here, and only
 * the catalogue's own spelling, quoted, is used afterwards.
 */
@ApplicationScoped
public class Catalog {

    /** Kindred's own tables; they are never open to training, whatever the configuration says. */
    static final Set<String> OWN_TABLES = Set.of(
            "flyway_schema_history", "recipe", "kmeans_model", "kmeans_centroid", "job", "import_reject", "audience",
            "audience_member", "audience_change", "audience_seed", "model_alias", "model_alias_history", "model_tag",
            "segment", "model_segment", "model_matching", "assignment", "model_name", "assigned_model",
            "assignment_late", "recall_calibration");

    // One row a column. System schemas are left out here so that not even an explicit entry opens them.
    private static final String COLUMNS = """
            select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as table_name,
                   n.nspname, c.relname, a.attname, t.typname, format_type(a.atttypid, a.atttypmod) as type,
                   coalesce(a.attnum = any (i.indkey), false) as primary_key
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              join pg_type t on t.oid = a.atttypid
              left join pg_index i on i.indrelid = c.oid and i.indisprimary
             where c.relkind in ('r', 'p', 'v', 'm', 'f')
               and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
               and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
               and (n.nspname = 'public' and c.relname = ? or n.nspname || '.' || c.relname = ?)
             order by n.nspname = 'public' desc, n.nspname, c.relname, a.attnum
            """;

    /** The one character that no PostgreSQL text, and so no identifier, can hold. */
    private static final char UNSTORABLE = '\0';

    private final AgroalDataSource dataSource;
    private final CatalogConfig config;

    Catalog(AgroalDataSource dataSource, CatalogConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /**
     * The allow-listed table or view of that name.
     *
     * @param name {@code table} in schema public, or {@code schema.table}; compared exactly
     * @throws NotFound one and the same whether the table does not exist, may not be read or is not allow-listed, so
     *                  that the answer tells nothing about tables that are none of the user's business
     */
    public SourceTable table(String name) {
        return find(name).filter(table -> isAllowed(table.name())).orElseThrow(() -> new NotFound(
                "There is no table or view '%s' that Kindred may read; see the setting kindred.tables."
                        .formatted(name)));
    }

    /**
     * A table that one of Kindred's own features serves, such as {@code customer}. The setting of what is open to training
     * does not close it: its endpoints show its rows anyway.
     */
    public SourceTable dataSet(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("table %s is not there".formatted(name)));
    }

    /** Names of the tables that are open to users, as {@link SourceTable#name()} has them; {@code *} stands for every one. */
    public Set<String> openTables() {
        return config.tables().stream()
                .map(entry -> entry.startsWith("public.") ? entry.substring("public.".length()) : entry)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Names of the tables that Kindred keeps for itself. */
    public static Set<String> ownTables() {
        return OWN_TABLES;
    }

    private Optional<SourceTable> find(String name) {
        if (name.indexOf(UNSTORABLE) >= 0) {
            return Optional.empty();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, name);
            statement.setString(2, name);
            try (ResultSet rows = statement.executeQuery()) {
                return firstTable(rows);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The catalogue could not be read", failure);
        }
    }

    private static Optional<SourceTable> firstTable(ResultSet rows) throws SQLException {
        String name = null;
        String quoted = null;
        List<SourceColumn> columns = new ArrayList<>();
        while (rows.next() && (name == null || name.equals(rows.getString("table_name")))) {
            name = rows.getString("table_name");
            quoted = SourceTable.quote(rows.getString("nspname")) + '.' + SourceTable.quote(rows.getString("relname"));
            columns.add(new SourceColumn(rows.getString("attname"), rows.getString("type"),
                    SourceColumn.Kind.of(rows.getString("typname")), rows.getBoolean("primary_key")));
        }
        return name == null
                ? Optional.empty()
                : Optional.of(new SourceTable(name, quoted, List.copyOf(columns)));
    }

    private boolean isAllowed(String name) {
        if (OWN_TABLES.contains(name)) {
            return false;
        }
        Set<String> open = openTables();
        return open.contains(CatalogConfig.EVERY_TABLE) || open.contains(name);
    }
}
