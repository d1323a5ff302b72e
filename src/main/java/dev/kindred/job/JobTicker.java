package dev.kindred.job;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;

/** The thread that writes heartbeats and progress of the running jobs, so that their work never waits for the database. */
@ApplicationScoped
class JobTicker {

    private final JobRows rows;
    private final RunningJobs running;
    private final JobsConfig config;
    private volatile Thread thread;

    JobTicker(JobRows rows, RunningJobs running, JobsConfig config) {
        this.rows = rows;
        this.running = running;
        this.config = config;
    }

    void start() {
        thread = new Thread(this::tick, "kindred-job-ticker");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        Thread ending = thread;
        thread = null;
        if (ending != null) {
            ending.interrupt();
        }
    }

    private void tick() {
        while (thread == Thread.currentThread()) {
            try {
                Thread.sleep(config.progress().toMillis());
            } catch (InterruptedException ended) {
                return;
            }
            running.all().forEach(this::beat);
        }
    }

    private void beat(JobRun run) {
        long now = System.nanoTime();
        if (!run.isDue(now, config.heartbeat().toNanos())) {
            return;
        }
        JobRun.Progress progress = run.progress();
        try {
            Optional<Boolean> cancelRequested = rows.beat(run, progress);
            run.wrote(progress, now);
            if (cancelRequested.isEmpty()) {
                run.end(JobRun.Reason.LOST);
            } else if (cancelRequested.get()) {
                run.end(JobRun.Reason.CANCELLED); // a second way to learn of it, should the notification be lost
            }
        } catch (RuntimeException | Error databaseAway) {
            Log.debugf(databaseAway, "job id=%d: no heartbeat", run.id());
        }
    }
}
