package dev.kindred.transfer;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;

/** Takes away what ended imports leave, where nobody else has: staged rows of cancelled ones, and old rejects. */
@ApplicationScoped
class ImportCleanup {

    private final StagingTables tables;
    private final RejectTable rejects;
    private final ImportsConfig config;

    ImportCleanup(StagingTables tables, RejectTable rejects, ImportsConfig config) {
        this.tables = tables;
        this.rejects = rejects;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void cleanUp() {
        tables.dropAbandoned();
        rejects.forget(config.keepRejects());
    }
}
