package dev.kindred.health;

/** What the catalogue and the statistics know, one row a relation; every user may read all of it. */
final class StateQueries {

    /**
     * One parameter: the watched names. Partitions are watched with their table. To ask the size of what is locked
     * exclusively would be to wait for the lock.
     */
    private static final String WATCHED = """
            with watched as (
                select c.*, n.nspname,
                       exists (select from pg_locks l
                                where l.mode = 'AccessExclusiveLock' and l.pid <> pg_backend_pid()
                                  and l.database = (select oid from pg_database where datname = current_database())
                                  and l.relation in (select c.oid union all select c.reltoastrelid
                                                     union all select indexrelid from pg_index where indrelid = c.oid))
                         as is_locked,
                       case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as name
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                  join pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
                  join pg_namespace home on home.oid = root.relnamespace
                  cross join (select ?::text[] as names) asked
                 where c.relkind in ('r', 'm') and c.relpersistence <> 't'
                   and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
                   and has_schema_privilege(n.oid, 'usage')
                   and ('*' = any (names) and has_table_privilege(c.oid, 'select')
                        or case home.nspname when 'public' then root.relname
                                             else home.nspname || '.' || root.relname end = any (names)))
            """;

    /** One parameter: the watched names. */
    static final String LOCKED = WATCHED + "select name from watched where is_locked order by name";

    /** One parameter: the watched names. Without those that are locked. */
    static final String TABLES = WATCHED + """
            select w.oid, w.name, format('%I.%I', w.nspname, w.relname) as quoted,
                   pg_total_relation_size(w.oid) as bytes, pg_relation_size(w.oid) as heap_bytes,
                   pg_indexes_size(w.oid) as index_bytes,
                   case when t.n_live_tup + t.n_dead_tup > 0 then t.n_live_tup
                        else greatest(w.reltuples, 0)::bigint end as live_rows,
                   t.n_dead_tup as dead_rows, t.n_mod_since_analyze as changed_rows,
                   t.last_vacuum, t.last_autovacuum, t.last_analyze, t.last_autoanalyze,
                   t.seq_scan as sequential_scans, coalesce(t.idx_scan, 0) as index_scans,
                   io.heap_blks_hit::float8 / nullif(io.heap_blks_hit + io.heap_blks_read, 0) as cache_hit_ratio,
                   age(w.relfrozenxid) as freeze_age,
                   coalesce((select option_value::boolean from pg_options_to_table(w.reloptions)
                              where option_name = 'autovacuum_enabled'), true) as autovacuum,
                   coalesce((select option_value::integer from pg_options_to_table(w.reloptions)
                              where option_name = 'fillfactor'), 100) as fill_factor,
                   pg_has_role(w.relowner, 'usage') as owned,
                   (select sum(s.avg_width * (1 - s.null_frac)) from pg_stats s
                     where s.schemaname = w.nspname and s.tablename = w.relname and not s.inherited) as width
              from watched w
              join pg_stat_user_tables t on t.relid = w.oid
              join pg_statio_user_tables io on io.relid = w.oid
             where not w.is_locked
             order by w.name
            """;

    /** One parameter: the tables' oids. Who builds an index concurrently holds such a lock on its table all the time. */
    static final String INDEXES = """
            select i.indexrelid as oid, i.indrelid as table_oid, am.amname as method,
                   case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as name,
                   format('%I.%I', n.nspname, c.relname) as quoted, pg_get_indexdef(c.oid) as definition,
                   concat_ws('|', i.indrelid, c.relam, i.indkey, i.indnkeyatts, i.indclass, i.indcollation, i.indoption,
                             coalesce(pg_get_expr(i.indexprs, i.indrelid), ''),
                             coalesce(pg_get_expr(i.indpred, i.indrelid), '')) as likeness,
                   i.indisunique as is_unique, i.indisprimary as is_primary, i.indisvalid as is_valid,
                   i.indisreplident or exists (select from pg_constraint where conindid = c.oid) as is_constraint,
                   exists (select from pg_locks l
                            where l.database = (select oid from pg_database where datname = current_database())
                              and l.relation = i.indrelid and l.granted and l.pid <> pg_backend_pid()
                              and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock')) as is_busy,
                   pg_relation_size(c.oid) as bytes, coalesce(s.idx_scan, 0) as scans, s.last_idx_scan as last_scan,
                   io.idx_blks_hit::float8 / nullif(io.idx_blks_hit + io.idx_blks_read, 0) as cache_hit_ratio,
                   pg_has_role(c.relowner, 'usage') as owned,
                   case when i.indpred is not null then c.reltuples end as partial_rows,
                   (select min(option_value::integer) from pg_options_to_table(c.reloptions)
                     where option_name in ('m', 'lists', 'fillfactor')) as size_option,
                   width.bytes as width
              from pg_index i
              join pg_class c on c.oid = i.indexrelid
              join pg_namespace n on n.oid = c.relnamespace
              join pg_am am on am.oid = c.relam
              left join pg_stat_user_indexes s on s.indexrelid = c.oid
              left join pg_statio_user_indexes io on io.indexrelid = c.oid
              cross join lateral (
                    select case when count(*) = count(w) then sum(w) end as bytes
                      from (select case when p.typname = 'vector' and a.atttypmod > 0 then 8 + 4 * a.atttypmod
                                        when p.typname = 'halfvec' and a.atttypmod > 0 then 8 + 2 * a.atttypmod
                                        when p.typname = 'bit' and a.atttypmod > 0 then 8 + (a.atttypmod + 7) / 8
                                        else (select max(st.avg_width) from pg_stats st
                                               where st.schemaname = n.nspname and not st.inherited
                                                 and (st.tablename, st.attname)
                                                     in ((c.relname, a.attname), (base.relname, source.attname)))
                                   end as w
                              from pg_attribute a
                              join pg_type p on p.oid = a.atttypid
                              join pg_class base on base.oid = i.indrelid
                              left join pg_attribute source
                                on source.attrelid = i.indrelid and source.attnum = i.indkey[a.attnum - 1]
                               and source.attnum <> 0
                             where a.attrelid = c.oid and a.attnum > 0) as columns) as width
             where i.indrelid = any (?::bigint[]::oid[]) and c.relkind = 'i'
             order by name
            """;

    private StateQueries() {}
}
