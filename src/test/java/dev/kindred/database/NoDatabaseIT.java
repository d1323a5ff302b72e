package dev.kindred.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** The packaged application never starts a database of its own. */
class NoDatabaseIT {

    @Test
    void withoutAUrlItStopsWithOneClearLine() throws IOException, InterruptedException {
        Path output = Files.createTempFile("no-database", ".log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "-Dquarkus.http.port=0", "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it has stopped").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(output))
                    .contains("No database is configured: set QUARKUS_DATASOURCE_JDBC_URL")
                    .doesNotContain("\tat ").doesNotContain("Exception").doesNotContain("Caused by");
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
