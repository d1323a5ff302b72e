package dev.kindred.health;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A cheap query that an index serves, composed of what the catalogue says of it.
 *
 * @param name  of the index, as plans write it
 * @param btree else it is a vector index, which reads many pages for its rows by design
 */
record ProbeQuery(long indexOid, String name, boolean btree, String sql) {

    /** One parameter: the indexes' oids. B-trees are read from both ends, because rows are often deleted at one. */
    private static final String COMPOSED = """
            with index as (
                select i.indexrelid, c.relname, am.amname, format('%I.%I', n.nspname, t.relname) as table_name,
                       pg_get_indexdef(i.indexrelid, 1, true) as key, i.indoption[0] & 1 = 1 as is_descending,
                       i.indoption[0] & 2 = 2 as nulls_first,
                       coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), '') as filter,
                       (select format('operator(%I.%s)', opn.nspname, o.oprname)
                          from pg_amop ao
                          join pg_operator o on o.oid = ao.amopopr
                          join pg_namespace opn on opn.oid = o.oprnamespace
                          join pg_opclass oc on oc.oid = i.indclass[0] and oc.opcfamily = ao.amopfamily
                         where ao.amoppurpose = 'o' and ao.amopstrategy = 1 and ao.amoplefttype = oc.opcintype
                         limit 1) as operator
                  from pg_index i
                  join pg_class c on c.oid = i.indexrelid
                  join pg_class t on t.oid = i.indrelid
                  join pg_namespace n on n.oid = t.relnamespace
                  join pg_am am on am.oid = c.relam
                 where i.indexrelid = any (?::bigint[]::oid[]) and i.indisvalid
                   and has_table_privilege(t.oid, 'select'))
            select indexrelid, relname, true as is_btree,
                   'select ' || key || ' from ' || table_name || filter || ' order by ' || key
                     || case when is_descending = backward then ' asc' else ' desc' end
                     || case when nulls_first = backward then ' nulls last' else ' nulls first' end || ' limit 100' as sql
              from index cross join (values (false), (true)) as direction (backward)
             where amname = 'btree'
            union all
            select indexrelid, relname, false,
                   'select 1 from ' || table_name || filter || ' order by ' || key || ' ' || operator || ' (select ' || key
                     || ' from ' || table_name || filter || case filter when '' then ' where (' else ' and (' end || key
                     || ') is not null limit 1) limit 10'
              from index
             where amname in ('hnsw', 'ivfflat') and operator is not null
             order by relname, sql
            """;

    static List<ProbeQuery> read(Connection connection, Collection<Long> indexes) throws SQLException {
        List<ProbeQuery> queries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COMPOSED)) {
            statement.setArray(1, connection.createArrayOf("bigint", indexes.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    queries.add(new ProbeQuery(row.getLong("indexrelid"), row.getString("relname"),
                            row.getBoolean("is_btree"), row.getString("sql")));
                }
            }
        }
        return queries;
    }
}
