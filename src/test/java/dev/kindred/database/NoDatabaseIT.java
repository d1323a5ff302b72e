package dev.kindred.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** The packaged application never starts a database of its own. */
class NoDatabaseIT {

    @Test
    void withoutAUrlItStopsWithOneClearLine() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "-Dquarkus.http.port=0", "-jar",
                new File("target/quarkus-app/quarkus-run.jar").getAbsolutePath()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output).contains("No database is configured: set QUARKUS_DATASOURCE_JDBC_URL")
                .doesNotContain("\tat ").doesNotContain("Exception").doesNotContain("Caused by");
    }
}
