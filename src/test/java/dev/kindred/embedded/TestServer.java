package dev.kindred.embedded;

import java.io.IOException;

/** An embedded PostgreSQL for tests that start the packaged application themselves. */
public final class TestServer implements AutoCloseable {

    private final EmbeddedDatabase database = new EmbeddedDatabase(CacheFolder.ofUser());

    public TestServer() {
        database.start();
    }

    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    public String username() {
        return EmbeddedDatabase.OWNER;
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
