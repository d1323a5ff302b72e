package dev.kindred.health;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.problem.Conflict;

/** Looks at the database and says what there is to say. */
@ApplicationScoped
class DatabaseHealth {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final AgroalDataSource dataSource;
    private final Watched watched;
    private final Probes probes;
    private final MeasuredBloat measuredBloat;
    private final HealthConfig config;

    DatabaseHealth(AgroalDataSource dataSource, Watched watched, Probes probes, MeasuredBloat measuredBloat,
            HealthConfig config) {
        this.dataSource = dataSource;
        this.watched = watched;
        this.probes = probes;
        this.measuredBloat = measuredBloat;
        this.config = config;
    }

    /** What belongs together, read in one snapshot. */
    private record State(ServerState server, List<TableHealth> tables, List<String> locked,
            List<HorizonHolder> holders, Optional<List<SlowStatement>> slowest) {}

    /**
     * The state now.
     *
     * @param withProbes whether to run queries through the indexes too, and to measure what else is estimated
     * @throws dev.kindred.problem.Conflict if probes are running already
     */
    HealthReport report(boolean withProbes) {
        String[] names = watched.tables();
        Instant now = Instant.now();
        State state = snapshot(connection -> read(connection, names));
        // After the snapshot, which would keep what was deleted meanwhile from being marked.
        List<Probe> probed = withProbes ? probes.run(state.tables) : null;
        List<TableHealth> tables = withProbes && state.server.pgstattupleSchema() != null
                ? measuredBloat.of(state.tables, state.server.pgstattupleSchema())
                : state.tables;
        List<Finding> findings = new ArrayList<>(findings(state, tables, now));
        if (withProbes) {
            findings.addAll(new ProbeFindings(config, state.holders).of(tables, probed));
        }
        findings.sort(Comparator.comparing(Finding::severity).reversed()); // stable: else as they were found
        return new HealthReport(HealthReport.statusOf(findings), now, state.server, List.copyOf(findings), tables,
                state.slowest.orElse(null), probed, notes(state));
    }

    private List<Finding> findings(State state, List<TableHealth> tables, Instant now) {
        List<Finding> findings = new ArrayList<>(new ServerFindings(config, state.server).of(tables, state.holders));
        TableFindings ofTables = new TableFindings(config, state.holders);
        IndexFindings ofIndexes = new IndexFindings(config, state.server.statisticsSince(), now);
        for (TableHealth table : tables) {
            findings.addAll(ofTables.of(table));
            findings.addAll(ofIndexes.of(table));
        }
        return findings;
    }

    /** The state of the watched relations only. */
    List<TableHealth> tables() {
        String[] names = watched.tables();
        return snapshot(connection -> new RelationReader(connection).read(names));
    }

    private State read(Connection connection, String[] names) throws SQLException {
        RelationReader relations = new RelationReader(connection);
        return new State(ServerState.read(connection), relations.read(names), relations.locked(names),
                HorizonHolder.read(connection, config.longTransaction()), SlowStatement.read(connection));
    }

    /** In one snapshot. What is locked between the look at the locks and the question for its size is not waited for. */
    private <T> T snapshot(Snapshot.Reading<T> reading) {
        return Snapshot.read(dataSource, null, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local lock_timeout = '2s'");
                return reading.in(connection);
            } catch (SQLException failure) {
                if (LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                    throw new Conflict("A table was locked exclusively just when it was looked at; ask again.");
                }
                throw failure;
            }
        });
    }

    private static List<String> notes(State state) {
        List<String> notes = new ArrayList<>();
        if (!state.locked.isEmpty()) {
            notes.add("Locked exclusively by somebody, so not shown and not mended now: "
                    + String.join(", ", state.locked)
                    + ".");
        }
        if (state.server.pgstattupleSchema() == null) {
            notes.add(
                    "Bloat is estimated from row counts and the widths that ANALYZE has seen. To have probes measure it: "
                            + "needs `create extension pgstattuple` by a superuser, and `grant pg_stat_scan_tables`.");
        }
        if (state.slowest.isEmpty()) {
            notes.add("Slow statements are unknown: needs pg_stat_statements in shared_preload_libraries, and "
                    + "`create extension pg_stat_statements` by a superuser.");
        }
        if (!state.server.seesAllSessions()) {
            notes.add("Transactions of other users can't be looked into, and their statements not be read: needs "
                    + "`grant pg_read_all_stats`.");
        }
        return notes;
    }
}
