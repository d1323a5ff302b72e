package dev.kindred.embedded;

import java.io.IOException;
import java.util.Map;

/** An embedded PostgreSQL for tests that start the packaged application themselves, or need a server for themselves. */
public final class TestServer implements AutoCloseable {

    private final EmbeddedDatabase database;

    public TestServer() {
        this(Map.of());
    }

    /** With settings in place of the usual ones. */
    public TestServer(Map<String, String> settings) {
        database = new EmbeddedDatabase(CacheFolder.ofUser(), settings);
        database.start();
    }

    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    public String username() {
        return EmbeddedDatabase.OWNER;
    }

    public static String superuser() {
        return "postgres";
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
