package dev.kindred.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    private static final CacheFolder CACHE = CacheFolder.ofUser();
    private static EmbeddedDatabase database;

    @BeforeAll
    static void startDatabase() {
        assumeTrue(Files.isDirectory(CACHE.pgvector()) || Files.exists(DebianArchive.KEYRING),
                "needs pgvector from Debian");
        database = new EmbeddedDatabase(CACHE);
        database.start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void theExtensionVectorIsThere() throws SQLException {
        assertEquals(Pgvector.VERSION, query("select extversion from pg_extension where extname = 'vector'"));
        assertEquals("5", query("select '[1,2,3]'::vector <-> '[4,6,3]'::vector"));
    }

    @Test
    void theMigrationsOwnCreateExtensionNeedsNoRights() throws SQLException {
        assertEquals("1", query("create extension if not exists vector; select 1"));
    }

    @Test
    void theApplicationIsNoSuperuser() throws SQLException {
        assertEquals("kindred_app,f,f,f",
                query("""
                        select concat_ws(',', rolname, rolsuper, rolcreatedb, rolcreaterole) from pg_roles where rolname = current_user"""));
    }

    @Test
    void theApplicationOwnsItsDatabase() throws SQLException {
        assertEquals("kindred_app",
                query("select datdba::regrole from pg_database where datname = current_database()"));
        assertEquals("0",
                query("create schema mine; create table mine.thing(v vector(2)); select count(*) from mine.thing"));
    }

    @Test
    void textIsUtf8InPostgresOwnLocale() throws SQLException {
        assertEquals("UTF8 b C.UTF-8", query("""
                select concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale)
                from pg_database where datname = current_database()"""));
        assertEquals("É", query("select upper('é')"));
    }

    @Test
    void listensOnTheLoopbackAddressOnly() throws SQLException {
        assertEquals("127.0.0.1", query("show listen_addresses"));
    }

    @Test
    void indexBuildsAreNotParallel() throws SQLException {
        assertEquals("0", query("show max_parallel_maintenance_workers"));
    }

    @Test
    void everyDatabaseIsFreshAndLeavesNothing() throws Exception {
        List<Path> before = serverFolders();
        EmbeddedDatabase second = new EmbeddedDatabase(CACHE);
        second.start();
        long self = ProcessHandle.current().pid(); // other processes start servers in the same cache
        List<Path> opened = serverFolders().stream().filter(path -> isOf(self, path) && !before.contains(path))
                .toList();
        ProcessHandle server = new ServerFolder(opened.get(0)).server().orElseThrow();
        assertNotEquals(database.jdbcUrl(), second.jdbcUrl());

        second.close();

        assertFalse(isRunning(server));
        assertFalse(Files.exists(opened.get(0)));
        assertEquals("1", query("select 1"), "the first server goes on");
    }

    @Test
    void theServerOfAKilledProcessIsRemovedAndNoOther(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process owner = EmbeddedDatabaseProcess.launch(output, Map.of(), "start");
        waitForStart(owner, output);
        Path orphan = serverFolders().stream()
                .filter(path -> isOf(owner.pid(), path))
                .findFirst().orElseThrow();
        ProcessHandle server = new ServerFolder(orphan).server().orElseThrow();

        ServerFolder.removeOrphans(CACHE.servers());
        assertTrue(isRunning(server), "its owner lives");
        owner.destroyForcibly().waitFor();
        assertTrue(isRunning(server), "a kill leaves the server behind");
        ServerFolder.removeOrphans(CACHE.servers());

        assertFalse(isRunning(server));
        assertFalse(Files.exists(orphan));
        assertEquals("1", query("select 1"), "our server goes on");
    }

    private static void waitForStart(Process owner, Path output) throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.readString(output).contains(EmbeddedDatabaseProcess.STARTED)) {
            assertTrue(owner.isAlive() && System.nanoTime() < limit, Files.readString(output));
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** A process that has ended stays "alive" until its parent collects it, but without arguments. */
    private static boolean isRunning(ProcessHandle server) {
        return server.isAlive() && server.info().arguments().isPresent();
    }

    private static boolean isOf(long owner, Path folder) {
        return folder.getFileName().toString().startsWith(owner + "-");
    }

    private static List<Path> serverFolders() throws IOException {
        try (Stream<Path> folders = Files.list(CACHE.servers())) {
            return folders.toList();
        }
    }

    /** @return the first column of the last statement's first row */
    private static String query(String sql) throws SQLException {
        try (Connection connection = database.asOwner().getConnection();
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows && statement.getUpdateCount() >= 0) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
