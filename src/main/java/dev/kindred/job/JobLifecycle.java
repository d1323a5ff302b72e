package dev.kindred.job;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Starts and ends this instance's part in the work; a live reload of dev mode does both. */
@ApplicationScoped
class JobLifecycle {

    private static final int AFTER_MIGRATIONS = 100;

    private final JobWorkers workers;
    private final JobTicker ticker;
    private final JobListener listener;
    private final RunningJobs running;
    private final JobChanges changes;
    private final JobRunner runner;
    private final JobsConfig config;

    JobLifecycle(JobWorkers workers, JobTicker ticker, JobListener listener, RunningJobs running, JobChanges changes,
            JobRunner runner, JobsConfig config) {
        this.workers = workers;
        this.ticker = ticker;
        this.listener = listener;
        this.running = running;
        this.changes = changes;
        this.runner = runner;
        this.config = config;
    }

    void start(@Observes @Priority(AFTER_MIGRATIONS) StartupEvent start) {
        if (config.timeout().compareTo(config.heartbeat().multipliedBy(2)) < 0) {
            throw new IllegalStateException(
                    "kindred.jobs.timeout must be at least twice kindred.jobs.heartbeat, or living jobs are taken for dead");
        }
        ticker.start();
        workers.start();
        listener.start();
    }

    void stop(@Observes ShutdownEvent stop) throws InterruptedException {
        workers.stopTaking();
        running.stop();
        workers.awaitEnd();
        for (JobRun late : running.all()) {
            runner.giveBack(late); // its work goes on until the process ends, but can store nothing any more
        }
        ticker.stop();
        changes.stop();
        listener.stop();
    }
}
