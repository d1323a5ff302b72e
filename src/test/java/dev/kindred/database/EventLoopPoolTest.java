package dev.kindred.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;

/** Only what is understood whole is taken over from the JDBC settings. */
class EventLoopPoolTest {

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USER = "quarkus.datasource.username";

    private static Optional<PgConnectOptions> options(Map<String, String> settings) {
        return EventLoopPool.options(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build());
    }

    @Test
    void aPlainUrlIsTakenOver() {
        PgConnectOptions options = options(Map.of(URL, "jdbc:postgresql://db.example:5433/crm", USER, "kindred",
                "quarkus.datasource.password", "secret",
                "quarkus.datasource.jdbc.additional-jdbc-properties.prepareThreshold", "3",
                "quarkus.datasource.jdbc.additional-jdbc-properties.\"logServerErrorDetail\"", "false")).orElseThrow();

        assertThat(options.getHost()).isEqualTo("db.example");
        assertThat(options.getPort()).isEqualTo(5433);
        assertThat(options.getDatabase()).isEqualTo("crm");
        assertThat(options.getUser()).isEqualTo("kindred");
        assertThat(options.getPassword()).isEqualTo("secret");
    }

    @Test
    void itsConnectionsAreEncryptedWhereTheServerCanAsThoseOfJdbc() {
        assertThat(options(Map.of(URL, "jdbc:postgresql://db.example/crm", USER, "kindred"))).get()
                .satisfies(options -> {
                    assertThat(options.getSslMode()).isEqualTo(SslMode.PREFER);
                    assertThat(options.getPort()).isEqualTo(5432);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db.example/crm?sslmode=verify-full", "jdbc:postgresql:crm",
            "jdbc:postgresql://one,two/crm", "jdbc:postgresql://user@db.example/crm", "jdbc:postgresql:not-configured",
            "jdbc:postgresql://db_one/crm", "jdbc:postgresql://db.example/", "jdbc:postgresql://db.example/a%20b"})
    void anyOtherUrlIsForJdbcAlone(String url) {
        assertThat(options(Map.of(URL, url, USER, "kindred"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"quarkus.datasource.jdbc.additional-jdbc-properties.sslmode, require",
            "quarkus.datasource.jdbc.additional-jdbc-properties.\"currentSchema\", crm",
            "quarkus.datasource.credentials-provider, vault"})
    void whatIsSaidBesideTheUrlIsForJdbcAlone(String name, String value) {
        assertThat(options(Map.of(URL, "jdbc:postgresql://db.example/crm", USER, "kindred", name, value))).isEmpty();
    }

    @Test
    void withoutUserItIsForJdbcAlone() {
        assertThat(options(Map.of(URL, "jdbc:postgresql://db.example/crm"))).isEmpty();
    }
}
