package dev.kindred.health;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that still may see rows deleted since it began, so that no vacuum may remove them.
 *
 * @param name       in words
 * @param subject    what statistics call it
 * @param forSeconds how long it has been so; null where nobody knows
 * @param xidAge     transactions since then
 * @param ending     the statement that ends it
 */
record HorizonHolder(String name, String subject, Long forSeconds, long xidAge, String ending) {

    /** Sessions in this database, and what holds back all databases. One parameter: seconds that a session may take. */
    private static final String QUERY = """
            select 'Session ' || pid || ' (' || coalesce(state, 'unknown') || ')' as name, 'session ' || pid as subject,
                   extract(epoch from clock_timestamp() - xact_start)::bigint as for_seconds,
                   greatest(age(backend_xmin), age(backend_xid)) as xid_age,
                   'select pg_terminate_backend(' || pid || ')' as ending
              from pg_stat_activity
             where (backend_xmin is not null or backend_xid is not null) and pid <> pg_backend_pid()
               and backend_type = 'client backend' and datname = current_database()
               and xact_start <= clock_timestamp() - make_interval(secs => ?)
            union all
            select 'Prepared transaction ' || quote_literal(gid), 'prepared transaction ' || quote_literal(gid),
                   extract(epoch from clock_timestamp() - prepared)::bigint, age(transaction),
                   'rollback prepared ' || quote_literal(gid)
              from pg_prepared_xacts
             where database = current_database() and prepared <= clock_timestamp() - make_interval(secs => ?)
            union all
            select 'Replication slot ' || slot_name || case when active then '' else ' (inactive)' end,
                   'replication slot ' || slot_name, null, greatest(age(xmin), age(catalog_xmin)),
                   'select pg_drop_replication_slot(' || quote_literal(slot_name) || ')'
              from pg_replication_slots
             where (xmin is not null or catalog_xmin is not null) and not active
             order by xid_age desc
            """;

    static List<HorizonHolder> read(Connection connection, Duration longerThan) throws SQLException {
        List<HorizonHolder> holders = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setDouble(1, longerThan.toMillis() / 1e3);
            statement.setDouble(2, longerThan.toMillis() / 1e3);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long seconds = row.getLong("for_seconds");
                    holders.add(new HorizonHolder(row.getString("name"), row.getString("subject"),
                            row.wasNull() ? null : seconds, row.getLong("xid_age"), row.getString("ending")));
                }
            }
        }
        return holders;
    }
}
