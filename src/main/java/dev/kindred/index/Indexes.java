package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.SourceTable;
import dev.kindred.database.Snapshot;
import dev.kindred.problem.NotFound;

/** The vector indexes that there are, read from PostgreSQL's catalogue at every call. */
@ApplicationScoped
public class Indexes {

    // pg_depend knows the columns that an expression is of; the key's own column comes before a condition's.
    private static final String INDEXES = """
            select i.oid, case n.nspname when 'public' then i.relname else n.nspname || '.' || i.relname end as name,
                   n.nspname, i.relname, tn.nspname as table_schema, t.relname as table_name,
                   col.attname, col.typname, col.type, am.amname, oc.opcname, kt.typname as key_type, key.atttypmod,
                   pg_get_indexdef(i.oid, 1, true) as expression, pg_get_expr(x.indpred, x.indrelid) as condition,
                   (select option_value from pg_options_to_table(i.reloptions) where option_name = 'm') as m,
                   (select option_value from pg_options_to_table(i.reloptions) where option_name = 'ef_construction') as ef_construction,
                   (select option_value from pg_options_to_table(i.reloptions) where option_name = 'lists') as lists,
                   pg_relation_size(i.oid) as bytes, x.indisvalid, pg_get_indexdef(i.oid) as definition,
                   exists (select from pg_stat_progress_create_index p where p.index_relid = i.oid) as building
              from pg_index x
              join pg_class i on i.oid = x.indexrelid and i.relkind = 'i'
              join pg_namespace n on n.oid = i.relnamespace
              join pg_class t on t.oid = x.indrelid
              join pg_namespace tn on tn.oid = t.relnamespace
              join pg_am am on am.oid = i.relam and am.amname in ('hnsw', 'ivfflat')
              join pg_opclass oc on oc.oid = x.indclass[0]
              join pg_attribute key on key.attrelid = i.oid and key.attnum = 1
              join pg_type kt on kt.oid = key.atttypid
              left join lateral (
                    select a.attname, ct.typname, format_type(a.atttypid, a.atttypmod) as type
                      from pg_depend d
                      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                      join pg_type ct on ct.oid = a.atttypid
                     where d.classid = 'pg_class'::regclass and d.objid = i.oid and d.refclassid = 'pg_class'::regclass
                       and d.refobjid = x.indrelid and ct.typname in ('vector', 'halfvec', 'bit', 'sparsevec')
                     order by a.attnum = any (x.indkey) desc, a.attnum
                     limit 1) as col on true
             order by tn.nspname <> 'public', tn.nspname, t.relname, n.nspname, i.relname
            """;

    private final AgroalDataSource dataSource;
    private final VectorColumns columns;

    Indexes(AgroalDataSource dataSource, VectorColumns columns) {
        this.dataSource = dataSource;
        this.columns = columns;
    }

    /** All on tables that Kindred may read, by table and name. */
    public List<StoredIndex> all() {
        return everywhere().stream().filter(index -> columns.isOpen(index.table())).toList();
    }

    /** The one of that name, or {@link NotFound}, whether there is none or it is none of the user's business. */
    public StoredIndex named(String name) {
        return find(name).filter(index -> columns.isOpen(index.table())).orElseThrow(() -> new NotFound(
                "There is no vector index '%s' on a table that Kindred may read; GET /api/indexes lists them."
                        .formatted(name)));
    }

    /** The one of that name, on whichever table. */
    public Optional<StoredIndex> find(String name) {
        return everywhere().stream().filter(index -> index.name().equals(name)).findFirst();
    }

    /** All on a table, whether Kindred's users may name it or not. */
    public List<StoredIndex> onTable(String table) {
        return everywhere().stream().filter(index -> index.table().equals(table)).toList();
    }

    /** As clients see it; counts its rows by a look at every one where that is wanted. */
    IndexView view(StoredIndex index, boolean isCounted) {
        if (!isCounted) {
            return IndexView.of(index, null, null);
        }
        RowCount count = count(index);
        return IndexView.of(index, count.rows(), LeftOut.of(count));
    }

    RowCount count(StoredIndex index) {
        OperatorClass operatorClass = OperatorClass.find(index.operatorClass()).orElseThrow();
        return Snapshot.read(dataSource, index.quotedTable(), connection -> RowCount.of(connection,
                index.quotedTable(), index.expression(), index.condition(), operatorClass));
    }

    private List<StoredIndex> everywhere() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(INDEXES);
                ResultSet rows = statement.executeQuery()) {
            List<StoredIndex> found = new ArrayList<>();
            while (rows.next()) {
                if (OperatorClass.find(rows.getString("opcname")).isPresent()) { // else an extension's own
                    found.add(index(rows));
                }
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException("The indexes could not be read", failure);
        }
    }

    private static StoredIndex index(ResultSet row) throws SQLException {
        String schema = row.getString("table_schema");
        String table = row.getString("table_name");
        VectorType indexed = VectorType.find(row.getString("key_type")).orElseThrow();
        VectorType ofColumn = VectorType.find(row.getString("typname")).orElse(indexed);
        return new StoredIndex(row.getLong("oid"), row.getString("name"), row.getString("nspname"),
                row.getString("relname"),
                schema.equals("public") ? table : schema + '.' + table,
                SourceTable.quote(schema) + '.' + SourceTable.quote(table), row.getString("attname"),
                row.getString("type"),
                row.getString("amname"), row.getString("opcname"), Storage.found(indexed, ofColumn).code(),
                options(row), row.getString("expression"), row.getString("condition"), row.getInt("atttypmod"),
                row.getLong("bytes"), row.getBoolean("indisvalid"), row.getBoolean("building"),
                row.getString("definition"));
    }

    private static IndexOptions options(ResultSet row) throws SQLException {
        return row.getString("amname").equals(IndexKind.IVFFLAT.code())
                ? new IndexOptions(null, null, option(row, "lists", IndexOptions.DEFAULT_LISTS), null)
                : new IndexOptions(option(row, "m", IndexOptions.DEFAULT_M),
                        option(row, "ef_construction", IndexOptions.DEFAULT_EF_CONSTRUCTION), null, null);
    }

    private static int option(ResultSet row, String name, int byDefault) throws SQLException {
        int value = row.getInt(name);
        return row.wasNull() ? byDefault : value;
    }
}
