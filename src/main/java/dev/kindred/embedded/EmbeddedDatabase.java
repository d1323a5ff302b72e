package dev.kindred.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import io.quarkus.deployment.builditem.Startable;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One PostgreSQL server with pgvector on a free port of 127.0.0.1, with an empty database, gone when it is closed. */
final class EmbeddedDatabase implements Startable {

    static final String NAME = "kindred";

    /** Owns the database. Not called as the schema is, or that would come first on its search path, before public. */
    static final String OWNER = "kindred_app";

    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "", // nothing to leave behind in /tmp
            "shared_buffers", "256MB",
            "max_connections", "100",
            // rows live as long as the process: safety against a crash of the machine is wasted time
            "synchronous_commit", "off",
            "full_page_writes", "off",
            // pgvector before 0.8.2 can overflow a buffer in a parallel HNSW build
            "max_parallel_maintenance_workers", "0",
            "log_checkpoints", "off");

    private final CacheFolder cache;
    private final Map<String, String> settings;
    private ServerFolder folder;
    private EmbeddedPostgres server;

    EmbeddedDatabase(CacheFolder cache) {
        this(cache, Map.of());
    }

    /** With settings beside the usual ones, or in place of them. */
    EmbeddedDatabase(CacheFolder cache, Map<String, String> settings) {
        this.cache = cache;
        this.settings = settings;
    }

    @Override
    public void start() {
        // Here and not in the build step: a failing build step buries its message in 600 lines of stack traces in a test run.
        new Pgvector(cache).prepare();
        try {
            // alone, because the first start unpacks PostgreSQL and puts pgvector into it; later ones take a second
            server = cache.alone(this::launch);
            closeWithTheProcess();
            createDatabase();
        } catch (IOException | SQLException | RuntimeException failure) {
            throw new IllegalStateException("The embedded PostgreSQL did not start. " + lastWords(), failure);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), NAME);
    }

    DataSource asOwner() {
        return server.getDatabase(OWNER, NAME);
    }

    @Override
    public String getConnectionInfo() {
        return jdbcUrl();
    }

    @Override
    public String getContainerId() {
        return null;
    }

    @Override
    public synchronized void close() throws IOException {
        if (folder == null) {
            return;
        }
        Optional<ProcessHandle> running = folder.server();
        if (server != null) {
            server.close();
        }
        running.ifPresent(folder::end);
        folder.remove();
        folder = null;
    }

    /** Quarkus closes its services when dev mode ends, but not when a test run ends: there it leaves that to the containers. */
    private void closeWithTheProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                close();
            } catch (IOException left) {
                // the next start removes it
            }
        }, "embedded PostgreSQL"));
    }

    /** Reads the server's log before it is deleted with what else a failed start left. */
    private String lastWords() {
        try {
            String log = folder == null || Files.notExists(folder.log())
                    ? ""
                    : "Its log: " + Files.readString(folder.log());
            close();
            return log;
        } catch (IOException noLog) {
            return "";
        }
    }

    private EmbeddedPostgres launch() throws IOException {
        ServerFolder.removeOrphans(cache.servers());
        folder = ServerFolder.create(cache.servers());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(cache.postgres().toFile())
                .setDataDirectory(folder.data())
                .setDataDirectoryCustomizer(data -> installPgvector())
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .setPGStartupWait(Duration.ofSeconds(30))
                .setCleanDataDirectory(false) // ServerFolder does it, once the server has really ended
                .setRegisterShutdownHook(false) // ours also deletes the folder
                // PostgreSQL's own UTF-8 locale: the same order of strings on every machine
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
        SETTINGS.forEach(builder::setServerConfig);
        settings.forEach(builder::setServerConfig);
        return builder.start();
    }

    /** Runs between the unpacking and the start; the unpacked folder's name is a checksum that only the library knows. */
    private void installPgvector() {
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(cache.postgres(), "PG-*")) {
            for (Path postgres : unpacked) {
                new Pgvector(cache).install(postgres);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The application must work without superuser rights here, because it has none in production. */
    private void createDatabase() throws SQLException {
        execute(server.getPostgresDatabase(),
                "create role " + OWNER + " login nosuperuser nocreatedb nocreaterole",
                "create database " + NAME + " owner " + OWNER);
        // pgvector's control file has no `trusted = true`, so the owner may not create it. Done here, a migration's
        // `create extension if not exists vector` is a no-op that needs no rights.
        execute(server.getDatabase("postgres", NAME), "create extension vector");
    }

    private static void execute(DataSource database, String... statements) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
