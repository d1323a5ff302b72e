package dev.kindred.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** On a server of its own, because the extension must be loaded at the start. */
class SlowStatementTest {

    @Test
    void theSlowestAreToldWithoutValues() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("shared_preload_libraries", "pg_stat_statements").start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(SlowStatement.read(connection)).isEmpty();
            statement.execute("create schema \"Odd schema\"");
            statement.execute("create extension pg_stat_statements schema \"Odd schema\"");
            statement.execute("select pg_sleep(0.2), 'Jane Doe' /* for 'Jane' */ as name -- secret-1");
            statement.execute("select pg_sleep(0.2), 'John Doe' /* for 'Jane' */ as name -- secret-1");
            statement.execute("create table t (x text default 'secret-2')");
            statement.execute("copy (select 'secret-3', pg_sleep(0.5)) to program 'cat > /dev/null'");
            statement.execute("do $$ begin perform pg_sleep(0.5), 'secret-4'; end $$");

            List<SlowStatement> slowest = SlowStatement.read(connection).orElseThrow();

            assertThat(slowest.get(0).statement()).isEqualTo("select pg_sleep($1), $2 as name");
            assertThat(slowest.get(0).calls()).isEqualTo(2);
            assertThat(slowest.get(0).totalMillis()).isGreaterThan(400);
            assertThat(slowest.toString()).doesNotContain("secret", "Jane", "John", "Doe");
        }
    }
}
