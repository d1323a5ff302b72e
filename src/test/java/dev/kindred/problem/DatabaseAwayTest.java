package dev.kindred.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

import dev.kindred.TestDatabase;

/** No connection: not the request's fault, and gone after a while. */
@QuarkusTest
@TestProfile(DatabaseAwayTest.FewConnections.class)
class DatabaseAwayTest {

    private static final int CONNECTIONS = 4;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    TestDatabase database;

    public static class FewConnections implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.max-size", String.valueOf(CONNECTIONS),
                    "quarkus.datasource.jdbc.acquisition-timeout", "1s", "kindred.jobs.workers", "0");
        }
    }

    private static Response ask() {
        return given().get("/api/models/there-is-none");
    }

    private static void assertAway(Response response, String detail) {
        response.then().contentType("application/problem+json");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("5");
        assertThat(response.jsonPath().getString("title")).isEqualTo("Service Unavailable");
        assertThat(response.jsonPath().getString("detail")).isEqualTo(detail);
    }

    @Test
    void allConnectionsAreBusy() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 1; i < CONNECTIONS; i++) { // the one that hears of jobs has the other
                taken.add(dataSource.getConnection());
            }
            assertAway(ask(), "All connections to the database are busy; try again soon.");
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        assertThat(ask().statusCode()).isEqualTo(404);
    }

    @Test
    void theServerHasEndedItsConnections() {
        assertThat(ask().statusCode()).isEqualTo(404);
        database.asSuperuser("""
                select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid()""");

        Response response = ask();
        assertAway(response, "The database can't be reached, or a connection to it was lost; try again soon.");
        for (int i = 0; i < CONNECTIONS && response.statusCode() == 503; i++) {
            response = ask(); // another that was lost, until all are known
        }
        assertThat(response.statusCode()).isEqualTo(404);
    }
}
