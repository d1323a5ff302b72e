package dev.kindred.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;

/** The threads that take queued jobs and run them. */
@ApplicationScoped
class JobWorkers {

    private final Map<String, JobKind> kinds;
    private final JobRows rows;
    private final JobRunner runner;
    private final JobsConfig config;
    private final Semaphore work = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    JobWorkers(@All List<JobKind> kinds, JobRows rows, JobRunner runner, JobsConfig config) {
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(JobKind::name, Function.identity()));
        this.rows = rows;
        this.runner = runner;
        this.config = config;
    }

    /** The names of the kinds that this instance can run. */
    Set<String> kinds() {
        return kinds.keySet();
    }

    void start() {
        for (int number = 1; number <= config.workers() && !kinds.isEmpty(); number++) {
            Thread thread = new Thread(this::takeAndRun, "kindred-job-" + number);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Says that a job may be queued. */
    void wake() {
        if (work.availablePermits() < config.workers()) {
            work.release();
        }
    }

    /** No worker takes a job from now on. */
    void stopTaking() {
        stopping = true;
        work.release(config.workers());
    }

    /** Waits until the workers have ended, but no longer than configured. */
    void awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + config.stop().toNanos();
        for (Thread thread : threads) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        }
    }

    private void takeAndRun() {
        while (!stopping) {
            try {
                Optional<JobRow> claimed = rows.claim(kinds.values(), UUID.randomUUID());
                if (claimed.isPresent()) {
                    wake(); // there may be another job, for another worker
                    runner.run(claimed.get(), kinds.get(claimed.get().kind));
                } else {
                    work.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException databaseAway) {
                pause(databaseAway);
            }
        }
    }

    private void pause(RuntimeException cause) {
        if (stopping) {
            return;
        }
        Log.warnf("Jobs can't be taken or ended now, trying again: %s", cause.toString());
        try {
            work.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
