package dev.kindred.index;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

/** What the session of a build is set to. */
@ApplicationScoped
class BuildSettings {

    /** Before 0.8.2, parallel builds of HNSW can write beyond a buffer. */
    private static final String IS_PARALLEL_SAFE = """
            select string_to_array(extversion, '.')::integer[] >= '{0,8,2}' from pg_extension where extname = 'vector'
            """;

    private final AgroalDataSource dataSource;

    BuildSettings(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    List<TableWork.Setting> of(String kind, Forecast forecast) {
        List<TableWork.Setting> settings = new ArrayList<>();
        settings.add(new TableWork.Setting("maintenance_work_mem",
                "%dkB".formatted(forecast.maintenanceWorkMemBytes() >> 10)));
        if (kind.equals(IndexKind.HNSW.code()) && !isParallelSafe()) {
            settings.add(new TableWork.Setting("max_parallel_maintenance_workers", "0"));
        }
        return settings;
    }

    private boolean isParallelSafe() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IS_PARALLEL_SAFE)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException failure) {
            throw new IllegalStateException("The version of pgvector could not be read", failure);
        }
    }
}
