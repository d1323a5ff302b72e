package dev.kindred.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

import dev.kindred.embedded.TestServer;

/** A server of its own is badly set, seen through, mended by the very statement of the finding, and well again. */
class ServerSettingsTest {

    private static final HealthConfig CONFIG = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(HealthConfig.class).withDefaultValue("kindred.health.freeze-age", "20000")
            .withDefaultValue("kindred.health.freeze-age-critical", "40000").build()
            .getConfigMapping(HealthConfig.class);

    private static TestServer server;

    private Connection connection;

    @BeforeAll
    static void startServer() throws SQLException {
        server = new TestServer(Map.of("shared_buffers", "1MB", "maintenance_work_mem", "1MB"));
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute("create table graph (id integer primary key, v vector(64))");
            statement.execute(
                    """
                            insert into graph select i, (select array_agg(random()) from generate_series(1, 64) where i > 0)::vector
                              from generate_series(1, 4000) as i""");
            statement.execute("set max_parallel_maintenance_workers = 0"); // this pgvector builds safely only so
            statement.execute("create index on graph using hnsw (v vector_l2_ops)");
        }
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), TestServer.superuser(), null);
    }

    @BeforeEach
    void openSession() throws SQLException {
        connection = connect();
    }

    @AfterEach
    void closeSession() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String value(String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** What the test's session sees now. */
    private List<Finding> findings() throws SQLException {
        execute("select pg_stat_force_next_flush()");
        List<TableHealth> tables = new RelationReader(connection).read(new String[]{"*"});
        List<HorizonHolder> holders = HorizonHolder.read(connection, CONFIG.longTransaction());
        List<Finding> findings = new ArrayList<>(
                new ServerFindings(CONFIG, ServerState.read(connection)).of(tables, holders));
        tables.forEach(table -> findings.addAll(new TableFindings(CONFIG, holders).of(table)));
        return findings;
    }

    private Optional<Finding> find(String kind, String subject) throws SQLException {
        return findings().stream().filter(it -> it.kind().equals(kind) && it.subject().equals(subject)).findFirst();
    }

    private Finding finding(String kind, String subject) throws SQLException {
        return find(kind, subject).orElseThrow();
    }

    /** Changes the whole server, as {@code alter system} does only once the configuration is read again. */
    private void reload(String alterSystem, String setting, String value) throws SQLException, InterruptedException {
        execute(alterSystem);
        execute("select pg_reload_conf()");
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!value("show " + setting).equals(value)) {
            assertThat(System.nanoTime()).as("%s is %s", setting, value("show " + setting)).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** What the server says when a graph outgrows its memory; nothing where it does not. */
    private String buildsNotice() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set max_parallel_maintenance_workers = 0");
            statement.execute("reindex index graph_v_idx");
            return statement.getWarnings() == null ? "" : statement.getWarnings().getMessage();
        }
    }

    @Test
    void aGraphThatDoesNotFitIsNamedAndTheMemoryThatIsAdvisedHoldsIt() throws SQLException {
        Finding finding = finding("maintenance-memory", "maintenance_work_mem");
        assertThat(finding.finding()).startsWith("It is 1.0 MB, and to build the largest HNSW index, graph_v_idx of "
                + Words.size(Long.parseLong(value("select pg_relation_size('graph_v_idx')"))));
        assertThat(buildsNotice()).startsWith("hnsw graph no longer fits into maintenance_work_mem");

        execute(finding.statement());

        assertThat(find("maintenance-memory", "maintenance_work_mem")).isEmpty();
        assertThat(buildsNotice()).isEmpty();
        execute("set maintenance_work_mem = '5 MB'"); // and with as little as the index has on disk it would not fit
        assertThat(Long.parseLong(value("select pg_relation_size('graph_v_idx')"))).isLessThan(5 << 20);
        assertThat(finding("maintenance-memory", "maintenance_work_mem").severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void buffersSmallerThanWhatIsReadAreNamed() throws SQLException {
        execute("set enable_seqscan = off");
        execute("select id from graph order by v <-> (select v from graph where id = 1) limit 5");
        Finding finding = finding("shared-buffers", "shared_buffers");
        assertThat(finding.finding()).startsWith("It is 1.0 MB, and the tables and indexes that are read have ");

        execute(finding.statement()); // takes a restart, so that the server only notes it

        assertThat(value("select pg_size_bytes(setting) > pg_total_relation_size('graph') from pg_file_settings "
                + "where name = 'shared_buffers' order by seqno desc limit 1")).isEqualTo("t");
        execute("alter system reset shared_buffers");
    }

    /** With lines that a test can reach: true ones would take it days. */
    @Test
    void transactionIdsThatRunOutAreSeenUntilAllRowsAreFrozen() throws SQLException {
        assertThat(find("wraparound", "database")).isEmpty();
        burnTransactions(20_000);
        assertThat(finding("wraparound", "database").severity()).isEqualTo(Severity.WARNING);
        assertThat(finding("wraparound", "graph").severity()).isEqualTo(Severity.WARNING);
        burnTransactions(20_000);
        Finding finding = finding("wraparound", "graph");
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.finding()).startsWith("Its oldest row is %s transactions old".formatted(
                value("select age(relfrozenxid) from pg_class where oid = 'graph'::regclass")));

        execute(finding.statement());
        assertThat(find("wraparound", "graph")).isEmpty();
        finding = finding("wraparound", "database"); // its catalogue is as old as before
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        execute(finding.statement());
        assertThat(find("wraparound", "database")).isEmpty();
    }

    private void burnTransactions(int count) throws SQLException {
        execute("do 'begin for i in 1..%d loop perform pg_current_xact_id(); commit; end loop; end'".formatted(count));
    }

    @Test
    void anOldPgvectorThatMayBuildInParallelIsCriticalUntilItMayNot() throws SQLException {
        assertThat(value("select extversion from pg_extension where extname = 'vector'")).isEqualTo("0.8.0");
        execute("alter database kindred set max_parallel_maintenance_workers = 2");
        openAnotherSession();
        Finding finding = finding("pgvector-version", "pgvector");
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.finding()).contains("pgvector is 0.8.0.",
                "max_parallel_maintenance_workers is 2, so builds are parallel");

        execute(finding.statement());
        execute("alter database kindred reset max_parallel_maintenance_workers");
        openAnotherSession();

        finding = finding("pgvector-version", "pgvector");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        execute(finding.statement()); // there is no later version here, so that nothing changes
        execute("alter system reset max_parallel_maintenance_workers");
    }

    private void openAnotherSession() throws SQLException {
        connection.close();
        connection = connect();
    }

    @Test
    void aServerWithoutAutovacuumIsNamedUntilItHasOne() throws Exception {
        assertThat(find("autovacuum-off", "autovacuum")).isEmpty();
        reload("alter system set autovacuum = off", "autovacuum", "off");
        Finding finding = finding("autovacuum-off", "autovacuum");
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);

        reload(finding.statement(), "autovacuum", "on");

        assertThat(find("autovacuum-off", "autovacuum")).isEmpty();
    }
}
