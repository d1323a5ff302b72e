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

/** The threads that take queued jobs and run them: as many as configured, and one for those in the background. */
@ApplicationScoped
class JobWorkers {

    private final Map<String, JobKind> kinds;
    private final JobRows rows;
    private final JobRunner runner;
    private final JobsConfig config;
    private final Queue queue;
    private final Queue background;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    JobWorkers(@All List<JobKind> kinds, JobRows rows, JobRunner runner, JobsConfig config) {
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(JobKind::name, Function.identity()));
        this.rows = rows;
        this.runner = runner;
        this.config = config;
        queue = new Queue(false, config.workers());
        background = new Queue(true, Math.min(1, config.workers()));
    }

    /** Jobs that the same workers take, and what wakes these. */
    private record Queue(boolean isBackground, int workers, Semaphore work) {

        Queue(boolean isBackground, int workers) {
            this(isBackground, workers, new Semaphore(0));
        }

        void wake() {
            if (work.availablePermits() < workers) {
                work.release();
            }
        }
    }

    /** The names of the kinds that this instance can run. */
    Set<String> kinds() {
        return kinds.keySet();
    }

    void start() {
        if (!kinds.isEmpty()) {
            start(queue, "kindred-job-");
            start(background, "kindred-background-job-");
        }
    }

    private void start(Queue queue, String name) {
        for (int number = 1; number <= queue.workers(); number++) {
            Thread thread = new Thread(() -> takeAndRun(queue), name + number);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Says that a job may be queued. */
    void wake() {
        queue.wake();
        background.wake();
    }

    /** No worker takes a job from now on. */
    void stopTaking() {
        stopping = true;
        queue.work().release(queue.workers());
        background.work().release(background.workers());
    }

    /** Waits until the workers have ended, but no longer than configured. */
    void awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + config.stop().toNanos();
        for (Thread thread : threads) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        }
    }

    private void takeAndRun(Queue queue) {
        while (!stopping) {
            try {
                Optional<JobRow> claimed = rows.claim(kinds.values(), queue.isBackground(), UUID.randomUUID());
                if (claimed.isPresent()) {
                    queue.wake(); // there may be another job, for another worker
                    runner.run(claimed.get(), kinds.get(claimed.get().kind));
                } else {
                    queue.work().tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException | Error databaseAway) { // or no memory to end a job in; its worker is still needed
                pause(queue, databaseAway);
            }
        }
    }

    private void pause(Queue queue, Throwable cause) {
        if (stopping) {
            return;
        }
        Log.warnf("Jobs can't be taken or ended now, trying again: %s", cause.toString());
        try {
            queue.work().tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
