package dev.kindred.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Instances of the packaged application on a database of their own, as processes that tests can kill. */
public abstract class PackagedInstances {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");

    @TempDir
    Path folder;

    private final List<Instance> instances = new ArrayList<>();
    private TestServer server;

    /** One process, and the file that its log goes to. */
    protected record Instance(Process process, Path log) {

        /** As {@code kill -9} does: no shutdown hook runs. */
        public void kill() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** And one instance, which has made its tables. */
    @BeforeEach
    void startServer() throws Exception {
        server = new TestServer();
        address(start());
    }

    @AfterEach
    void stopAll() throws IOException, InterruptedException {
        for (Instance instance : instances) {
            instance.kill();
        }
        server.close();
    }

    protected final Instance start() throws IOException {
        Path log = folder.resolve("log" + instances.size());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=0",
                "-Dkindred.tables=*", "-Dkindred.training.warm-up=false", "-Dkindred.jobs.heartbeat=300ms",
                "-Dkindred.jobs.timeout=2s", "-Dkindred.jobs.poll=500ms", "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString());
        builder.environment().put("QUARKUS_DATASOURCE_JDBC_URL", server.jdbcUrl());
        builder.environment().put("QUARKUS_DATASOURCE_USERNAME", server.username());
        Instance started = new Instance(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
        instances.add(started);
        return started;
    }

    /** The instance that was started last. */
    protected final Instance latest() {
        return instances.get(instances.size() - 1);
    }

    /** Where an instance answers requests, once it does. */
    protected final String address(Instance instance) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Matcher listening = LISTENING.matcher(Files.readString(instance.log()));
            if (listening.find()) {
                return listening.group(1);
            }
            assertThat(System.nanoTime()).as(this::logs).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    protected final Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.username(), "");
    }

    /** The first column of the first row; null where there is none. */
    protected final String value(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    protected final void execute(String... statements) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Asks again and again until that is the answer. */
    protected final void await(String query, String expected) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!expected.equals(value(query))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(query + " gave " + value(query) + "\n" + logs());
            }
            Thread.sleep(10);
        }
    }

    private String logs() {
        StringBuilder logs = new StringBuilder();
        for (Instance instance : instances) {
            try {
                logs.append(Files.readString(instance.log())).append('\n');
            } catch (IOException unreadable) {
                logs.append(unreadable).append('\n');
            }
        }
        return logs.toString();
    }
}
