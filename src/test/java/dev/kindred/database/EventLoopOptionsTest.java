package dev.kindred.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;

/** Only what is understood whole is taken over from the JDBC pool. */
class EventLoopOptionsTest {

    private static AgroalConnectionFactoryConfigurationSupplier jdbc(String url) {
        return new AgroalConnectionFactoryConfigurationSupplier().jdbcUrl(url).principal(new NamePrincipal("kindred"));
    }

    private static AgroalConnectionFactoryConfigurationSupplier jdbc() {
        return jdbc("jdbc:postgresql://db.example/crm");
    }

    private static Optional<PgConnectOptions> options(AgroalConnectionFactoryConfigurationSupplier jdbc) {
        return EventLoopOptions.of(jdbc.get());
    }

    @Test
    void aPlainUrlIsTakenOver() {
        PgConnectOptions options = options(jdbc("jdbc:postgresql://db.example:5433/crm")
                .credential(new SimplePassword("secret")).jdbcProperty("prepareThreshold", "3")).orElseThrow();

        assertThat(options.getHost()).isEqualTo("db.example");
        assertThat(options.getPort()).isEqualTo(5433);
        assertThat(options.getDatabase()).isEqualTo("crm");
        assertThat(options.getUser()).isEqualTo("kindred");
        assertThat(options.getPassword()).isEqualTo("secret");
    }

    @Test
    void itsConnectionsAreEncryptedWhereTheServerCanAsThoseOfJdbc() {
        assertThat(options(jdbc())).get().satisfies(options -> {
            assertThat(options.getSslMode()).isEqualTo(SslMode.PREFER);
            assertThat(options.getPort()).isEqualTo(5432);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db.example/crm?sslmode=verify-full", "jdbc:postgresql:crm",
            "jdbc:postgresql://one,two/crm", "jdbc:postgresql://user@db.example/crm", "jdbc:postgresql:not-configured",
            "jdbc:postgresql://db_one/crm", "jdbc:postgresql://db.example/", "jdbc:postgresql://db.example/a%20b"})
    void anyOtherUrlIsForJdbcAlone(String url) {
        assertThat(options(jdbc(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode", "currentSchema", "options"})
    void furtherPropertiesAreForJdbcAlone(String property) {
        assertThat(options(jdbc().jdbcProperty(property, "require"))).isEmpty();
    }

    @Test
    void otherCredentialsThanAPasswordAreForJdbcAlone() {
        assertThat(options(jdbc().credential(new Object()))).isEmpty();
    }

    @Test
    void withoutUserItIsForJdbcAlone() {
        assertThat(options(jdbc().principal((Principal) null))).isEmpty();
    }
}
