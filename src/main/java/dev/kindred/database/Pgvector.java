package dev.kindred.database;

import java.lang.module.ModuleDescriptor.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;

/** Whether the database can be reached and has pgvector, and which version of it. */
@Readiness
public class Pgvector implements HealthCheck {

    /** Older ones have known bugs in index builds and scans. */
    public static final String WANTED = "0.8.6";

    /** From here on a parallel build of HNSW stays within its buffer; older ones can write beyond it. */
    public static final String SAFE_PARALLEL_BUILDS = "0.8.2";

    private static final String VERSION = "select extversion from pg_extension where extname = 'vector'";

    private final AgroalDataSource dataSource;

    Pgvector(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Says once, in production, that the extension is old. */
    void advise(@Observes @Priority(2) StartupEvent start) throws SQLException {
        Optional<String> version = version();
        if (LaunchMode.current() == LaunchMode.NORMAL && version.isPresent() && isOlder(version.get(), WANTED)) {
            Log.warnf(
                    "pgvector %s is older than %s and has known bugs; update it and run ALTER EXTENSION vector UPDATE",
                    version.get(), WANTED);
        }
    }

    /** Compares versions by their numbers: 0.8.2 is older than 0.8.10. */
    public static boolean isOlder(String version, String than) {
        return Version.parse(version).compareTo(Version.parse(than)) < 0;
    }

    /** Whether several processes may build an HNSW index together. */
    public static boolean isSafeInParallel(Connection connection) throws SQLException {
        Optional<String> version = version(connection);
        return version.isPresent() && !isOlder(version.get(), SAFE_PARALLEL_BUILDS);
    }

    @Override
    public HealthCheckResponse call() {
        try {
            Optional<String> version = version();
            return HealthCheckResponse.named("pgvector").status(version.isPresent())
                    .withData("version", version.orElse("missing: run CREATE EXTENSION vector")).build();
        } catch (SQLException unreachable) {
            return HealthCheckResponse.named("pgvector").down().withData("reason", "the database can't be reached")
                    .build();
        }
    }

    private Optional<String> version() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return version(connection);
        }
    }

    private static Optional<String> version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(VERSION)) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }
}
