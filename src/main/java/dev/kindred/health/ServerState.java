package dev.kindred.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What concerns the whole database.
 *
 * @param pgvectorAvailable the version that the server could update to; null where it is not the server's to say
 * @param statisticsSince   when the counts of scans and blocks began; null where they were never reset
 * @param pgstattupleSchema where that extension is, quoted; null where it is not or may not be used
 * @param seesAllSessions   whether transactions of other users can be looked into
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServerState(@Schema(examples = "17.6") String postgresql, @Schema(examples = "0.8.6") String pgvector,
        @Schema(examples = "0.8.6", nullable = true) String pgvectorAvailable,
        @Schema(examples = "67108864") long maintenanceWorkMem, @Schema(examples = "268435456") long sharedBuffers,
        @Schema(examples = "0") int maxParallelMaintenanceWorkers, boolean autovacuum,
        @Schema(examples = "24117248") long databaseBytes,
        @Schema(examples = "120041", description = "Transactions since the oldest unfrozen row") long freezeAge,
        @Schema(nullable = true) Instant statisticsSince, @JsonIgnore boolean seesAllSessions,
        @JsonIgnore String pgstattupleSchema) {

    private static final String QUERY = """
            select current_setting('server_version') as postgresql, e.extversion as pgvector,
                   a.default_version as pgvector_available,
                   pg_size_bytes(current_setting('maintenance_work_mem')) as maintenance_work_mem,
                   pg_size_bytes(current_setting('shared_buffers')) as shared_buffers,
                   current_setting('max_parallel_maintenance_workers')::integer as max_parallel_maintenance_workers,
                   current_setting('autovacuum')::boolean as autovacuum, pg_database_size(d.oid) as database_bytes, age(d.datfrozenxid) as freeze_age, s.stats_reset,
                   pg_has_role('pg_read_all_stats', 'usage') as sees_all_sessions,
                   (select format('%I', n.nspname) from pg_extension x
                      join pg_namespace n on n.oid = x.extnamespace
                      join pg_proc p on p.pronamespace = n.oid and p.proname in ('pgstattuple_approx', 'pgstatindex')
                     where x.extname = 'pgstattuple'
                     group by n.nspname having bool_and(has_function_privilege(p.oid, 'execute'))) as pgstattuple_schema
              from pg_database d
              join pg_stat_database s on s.datid = d.oid
              left join pg_extension e on e.extname = 'vector'
              left join pg_available_extensions a on a.name = 'vector'
             where d.datname = current_database()
            """;

    static ServerState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            Timestamp since = row.getTimestamp("stats_reset");
            return new ServerState(row.getString("postgresql"), row.getString("pgvector"),
                    row.getString("pgvector_available"), row.getLong("maintenance_work_mem"),
                    row.getLong("shared_buffers"), row.getInt("max_parallel_maintenance_workers"),
                    row.getBoolean("autovacuum"),
                    row.getLong("database_bytes"), row.getLong("freeze_age"), since == null ? null : since.toInstant(),
                    row.getBoolean("sees_all_sessions"), row.getString("pgstattuple_schema"));
        }
    }
}
