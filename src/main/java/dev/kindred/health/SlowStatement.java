package dev.kindred.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A statement that has taken much of the server's time, by pg_stat_statements.
 *
 * @param statement with {@code $1} in the places of values
 */
@RegisterForReflection
record SlowStatement(
        @Schema(examples = "select id from customer order by embedding <-> $1 limit $2") String statement,
        @Schema(examples = "91204") long calls, @Schema(examples = "140233.7") double totalMillis,
        @Schema(examples = "1.54") double meanMillis, @Schema(examples = "912040") long rows) {

    private static final String SCHEMA = """
            select format('%I', n.nspname)
              from pg_extension e
              join pg_namespace n on n.oid = e.extnamespace
              join pg_class v on v.relnamespace = n.oid and v.relname = 'pg_stat_statements'
              join pg_attribute a on a.attrelid = v.oid and a.attname = 'total_exec_time'
             where e.extname = 'pg_stat_statements' and current_setting('pg_stat_statements.max', true) is not null
               and has_schema_privilege(n.oid, 'usage') and has_table_privilege(v.oid, 'select')
            """;

    /**
     * Only statements whose constants the extension replaces: others, as COPY or COMMENT, are kept as they came. Comments
     * are taken out, and what still looks like a text constant.
     */
    private static final String QUERY = """
            select btrim(regexp_replace(regexp_replace(left(text, 2000), '''[^'']*(''|$)', '''…''', 'g'), '\\s+', ' ', 'g'))
                     as statement, calls, total_exec_time, mean_exec_time, rows
              from (select regexp_replace(regexp_replace(query, '/\\*.*?(\\*/|$)', '', 'g'), '--[^\\n]*', '', 'g')
                             as text, *
                      from %s.pg_stat_statements
                     where dbid = (select oid from pg_database where datname = current_database())) as statements
             where text ~* '^[\\s(]*(select|insert|update|delete|merge|with|values)\\M' and text !~ '\\$[a-zA-Z_]*\\$'
             order by total_exec_time desc, statement limit 10
            """;

    /** The ten that took most time in all; nothing where the extension is not there or not loaded. */
    static Optional<List<SlowStatement>> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String schema = null;
            try (ResultSet row = statement.executeQuery(SCHEMA)) {
                schema = row.next() ? row.getString(1) : null;
            }
            return schema == null ? Optional.empty() : Optional.of(slowest(statement, schema));
        }
    }

    private static List<SlowStatement> slowest(Statement statement, String schema) throws SQLException {
        List<SlowStatement> slowest = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(QUERY.formatted(schema))) {
            while (row.next()) {
                slowest.add(new SlowStatement(row.getString("statement"), row.getLong("calls"),
                        row.getDouble("total_exec_time"), row.getDouble("mean_exec_time"), row.getLong("rows")));
            }
        }
        return slowest;
    }
}
