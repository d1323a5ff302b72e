package dev.kindred.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Pgvector;

/** What the session of a build is set to. */
@ApplicationScoped
class BuildSettings {

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
        try (Connection connection = dataSource.getConnection()) {
            return Pgvector.isSafeInParallel(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException("The version of pgvector could not be read", failure);
        }
    }
}
