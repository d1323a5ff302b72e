package dev.kindred.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.kindred.database.Pgvector;

/** What there is to say of the server and its settings. */
final class ServerFindings {

    private final HealthConfig config;
    private final ServerState server;

    ServerFindings(HealthConfig config, ServerState server) {
        this.config = config;
        this.server = server;
    }

    List<Finding> of(List<TableHealth> tables, List<HorizonHolder> holders) {
        List<Finding> findings = new ArrayList<>();
        pgvector(findings);
        maintenanceMemory(tables, findings);
        sharedBuffers(tables, findings);
        wraparound(findings);
        autovacuum(findings);
        holders.forEach(holder -> findings.add(holdsBack(holder)));
        return findings;
    }

    private void pgvector(List<Finding> findings) {
        if (server.pgvector() == null || !Pgvector.isOlder(server.pgvector(), Pgvector.WANTED)) {
            return;
        }
        boolean overflows = Pgvector.isOlder(server.pgvector(), Pgvector.SAFE_PARALLEL_BUILDS);
        boolean isParallel = overflows && server.maxParallelMaintenanceWorkers() > 0;
        findings.add(Finding.of(isParallel ? Severity.CRITICAL : Severity.WARNING, "pgvector-version", "pgvector",
                "pgvector is %s. %s".formatted(server.pgvector(), !overflows
                        ? "Versions before %s have known bugs in builds and scans.".formatted(Pgvector.WANTED)
                        : "Versions before %s can write beyond a buffer in a parallel build of HNSW; max_parallel_maintenance_workers is %d, %s."
                                .formatted(Pgvector.SAFE_PARALLEL_BUILDS, server.maxParallelMaintenanceWorkers(),
                                        isParallel ? "so builds are parallel" : "so no build is parallel")),
                "Install %s or later on the server, then update the extension.%s".formatted(Pgvector.WANTED,
                        isParallel ? " Until then set max_parallel_maintenance_workers = 0." : ""),
                isParallel
                        ? "alter system set max_parallel_maintenance_workers = 0"
                        : "alter extension vector update"));
    }

    private void maintenanceMemory(List<TableHealth> tables, List<Finding> findings) {
        Optional<IndexHealth> largest = tables.stream().flatMap(table -> table.indexes().stream())
                .filter(index -> index.buildMemory() != null).max(Comparator.comparing(IndexHealth::buildMemory));
        if (largest.isPresent() && largest.get().buildMemory() > server.maintenanceWorkMem()) {
            findings.add(Finding.of(Severity.INFO, "maintenance-memory", "maintenance_work_mem",
                    "It is %s, and to build the largest HNSW index, %s of %s, takes %s.".formatted(
                            Words.size(server.maintenanceWorkMem()), largest.get().name(),
                            Words.size(largest.get().bytes()), Words.size(largest.get().buildMemory())),
                    "A graph that does not fit is built on its pages, many times slower. Before building it anew, give the "
                            + "session the memory, if the server has it; POST /api/indexes/{name}/rebuild does so by itself.",
                    "set maintenance_work_mem = '%d MB'".formatted(
                            (largest.get().buildMemory() + (1 << 20) - 1) >> 20)));
        }
    }

    private void sharedBuffers(List<TableHealth> tables, List<Finding> findings) {
        long used = tables.stream().filter(table -> table.sequentialScans() + table.indexScans() > 0)
                .mapToLong(table -> table.heapBytes() + table.indexes().stream().filter(index -> index.scans() > 0)
                        .mapToLong(IndexHealth::bytes).sum())
                .sum();
        if (used > server.sharedBuffers()) {
            findings.add(Finding.of(Severity.INFO, "shared-buffers", "shared_buffers",
                    "It is %s, and the tables and indexes that are read have %s.".formatted(
                            Words.size(server.sharedBuffers()), Words.size(used)),
                    "Searches are fast only while their index is in memory. A quarter of the machine's memory is usual; "
                            + "it takes a restart.",
                    "alter system set shared_buffers = '%d MB'".formatted(used / (1 << 20) + 1)));
        }
    }

    private void wraparound(List<Finding> findings) {
        if (server.freezeAge() >= config.freezeAge()) {
            boolean isCritical = server.freezeAge() >= config.freezeAgeCritical();
            findings.add(Finding.of(isCritical ? Severity.CRITICAL : Severity.WARNING, "wraparound", "database",
                    "The oldest row of the database is %d transactions old; PostgreSQL refuses all writes at about 2.1 billion."
                            .formatted(server.freezeAge()),
                    "Freeze all tables, as their owner or a superuser, and find out what kept autovacuum from it.",
                    "vacuum (freeze)"));
        }
    }

    private void autovacuum(List<Finding> findings) {
        if (!server.autovacuum()) {
            findings.add(Finding.of(Severity.CRITICAL, "autovacuum-off", "autovacuum",
                    "Autovacuum is switched off for the whole server.",
                    "Switch it on: without it dead rows stay, the planner guesses, and in the end no write is possible.",
                    "alter system set autovacuum = on"));
        }
    }

    private static Finding holdsBack(HorizonHolder holder) {
        return Finding.of(Severity.WARNING, "held-horizon", holder.subject(),
                "%s has been open for %s; %d transactions have begun since.".formatted(holder.name(),
                        holder.forSeconds() == null ? "an unknown time" : holder.forSeconds() + " s", holder.xidAge()),
                "No vacuum can remove rows deleted since, and no scan can mark their index entries. Let it end, or end it.",
                holder.ending());
    }
}
