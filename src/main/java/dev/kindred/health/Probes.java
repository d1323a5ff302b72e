package dev.kindred.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.problem.Conflict;

/** Runs small queries through the indexes, to see what they cost now. Each in a short transaction that changes no row. */
@ApplicationScoped
class Probes {

    private static final String QUERY_CANCELED = "57014";

    private final AgroalDataSource dataSource;
    private final HealthConfig config;
    private final ObjectMapper json;
    private final AtomicBoolean isRunning = new AtomicBoolean();

    Probes(AgroalDataSource dataSource, HealthConfig config, ObjectMapper json) {
        this.dataSource = dataSource;
        this.config = config;
        this.json = json;
    }

    /**
     * Of all valid B-trees and vector indexes of tables that hold rows and that may be read.
     *
     * @throws Conflict if another request is at it: two at a time would measure each other
     */
    List<Probe> run(List<TableHealth> tables) {
        if (!isRunning.compareAndSet(false, true)) {
            throw new Conflict("Probes are running for another request; ask again when that is answered.");
        }
        try {
            return runAll(tables);
        } finally {
            isRunning.set(false);
        }
    }

    private List<Probe> runAll(List<TableHealth> tables) {
        Map<Long, IndexHealth> indexes = new HashMap<>();
        tables.stream().filter(table -> table.liveRows() + table.deadRows() > 0)
                .forEach(table -> table.indexes().forEach(index -> indexes.put(index.oid(), index)));
        List<Probe> probes = new ArrayList<>();
        long end = System.nanoTime() + config.probeBudget().toNanos();
        try (Connection connection = dataSource.getConnection()) {
            List<ProbeQuery> queries = ProbeQuery.read(connection, indexes.keySet());
            connection.setAutoCommit(false);
            for (ProbeQuery query : queries) {
                String index = indexes.get(query.indexOid()).name();
                probes.add(System.nanoTime() > end
                        ? Probe.notRun(index, query, "not run: the time for all probes was over")
                        : probe(connection, index, query));
            }
            return probes;
        } catch (SQLException failure) {
            throw new IllegalStateException("The indexes could not be probed", failure);
        }
    }

    private Probe probe(Connection connection, String index, ProbeQuery query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            begin(statement);
            if (!Probe.isUsed(explain(statement, "format json", query), query.name())) {
                return Probe.notRun(index, query, "not run: the planner would not use the index for it");
            }
            Probe.Run first = Probe.Run.of(explain(statement, "analyze, buffers, timing off, format json", query));
            Probe.Run second = Probe.Run.of(explain(statement, "analyze, buffers, timing off, format json", query));
            return Probe.of(index, query, first, second);
        } catch (SQLException failure) {
            return QUERY_CANCELED.equals(failure.getSQLState())
                    ? Probe.cutOff(index, query, config.probeTimeout())
                    // Not by its message, which may hold a value of a row.
                    : Probe.notRun(index, query, "failed with SQLSTATE " + failure.getSQLState());
        } finally {
            connection.rollback();
        }
    }

    /** The index is to be seen at work, whatever else might be faster. */
    private void begin(Statement statement) throws SQLException {
        statement.execute("set transaction read only");
        for (String setting : List.of("enable_seqscan = off", "enable_bitmapscan = off", "enable_sort = off",
                "max_parallel_workers_per_gather = 0", "jit = off",
                "statement_timeout = " + Math.max(1, config.probeTimeout().toMillis()))) {
            statement.execute("set local " + setting);
        }
    }

    private JsonNode explain(Statement statement, String options, ProbeQuery query) throws SQLException {
        try (ResultSet row = statement.executeQuery("explain (%s) %s".formatted(options, query.sql()))) {
            row.next();
            return json.readTree(row.getString(1));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("EXPLAIN gave no JSON", impossible);
        }
    }
}
