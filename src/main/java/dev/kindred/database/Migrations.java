package dev.kindred.database;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

import io.quarkus.logging.Log;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;

/** Brings the schema up to date before anything else looks at the database. */
@ApplicationScoped
class Migrations {

    /** The production URL that application.properties sets where nobody else does. */
    private static final String NOT_CONFIGURED = "jdbc:postgresql:not-configured";

    void migrate(@Observes @Priority(1) StartupEvent start, Flyway flyway,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url) {
        if (url.equals(NOT_CONFIGURED)) {
            Log.fatal("No database is configured: set QUARKUS_DATASOURCE_JDBC_URL (and _USERNAME, _PASSWORD), for "
                    + "example to jdbc:postgresql://localhost:5432/kindred");
            Quarkus.asyncExit(1);
            throw new PreventFurtherStepsException();
        }
        try {
            flyway.migrate();
        } catch (FlywayValidateException edited) {
            throw new IllegalStateException("A migration that was applied already has been edited or removed. "
                    + "Put it back as it was and write a new one; or, where the data may go, start once with the "
                    + "reset switch -Dquarkus.flyway.clean-at-start=true, which empties the database first. "
                    + edited.getMessage(), edited);
        }
    }
}
