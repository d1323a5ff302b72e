package dev.kindred.job;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;

import dev.kindred.problem.NotFound;

/** Follows jobs for those who wait for them: each hint makes a follower read its job again. */
@ApplicationScoped
class JobChanges {

    private final JobRows rows;
    private final Executor executor = Infrastructure.getDefaultExecutor();
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    JobChanges(JobRows rows) {
        this.rows = rows;
    }

    /**
     * The job as it is now and after every change, until it has ended; a slow reader misses states in between, never the
     * last one. Where the instance stops it just completes.
     */
    Multi<Job> follow(long id) {
        return Multi.createFrom().emitter(emitter -> {
            Follower follower = new Follower(id, emitter);
            followers.add(follower);
            emitter.onTermination(() -> followers.remove(follower));
            follower.look();
            if (stopping) {
                emitter.complete();
            }
        }, BackPressureStrategy.LATEST);
    }

    /** That job has changed. */
    void of(long id) {
        followers.stream().filter(follower -> follower.id == id).forEach(Follower::look);
    }

    /** Any job may have changed. */
    void any() {
        followers.forEach(Follower::look);
    }

    void stop() {
        stopping = true;
        followers.forEach(follower -> follower.emitter.complete());
    }

    /** Reads in order and one read at a time, so that an older state never follows a newer one. */
    private final class Follower {

        private final long id;
        private final MultiEmitter<? super Job> emitter;
        private final AtomicBoolean isAsked = new AtomicBoolean();
        private Job last;

        Follower(long id, MultiEmitter<? super Job> emitter) {
            this.id = id;
            this.emitter = emitter;
        }

        /** Has the job read soon; hints that come before that are one. */
        void look() {
            if (isAsked.compareAndSet(false, true)) {
                executor.execute(this::read);
            }
        }

        private synchronized void read() {
            isAsked.set(false);
            try {
                tell(rows.read(id).map(Job::of));
            } catch (RuntimeException databaseAway) {
                Log.debugf(databaseAway, "job id=%d could not be read; the next look around tries again", id);
            }
        }

        private void tell(Optional<Job> job) {
            if (job.isEmpty()) {
                emitter.fail(new NotFound("There is no job %d.".formatted(id)));
                return;
            }
            if (!job.get().equals(last)) {
                last = job.get();
                emitter.emit(last);
            }
            if (last.isEnded()) {
                emitter.complete();
            }
        }
    }
}
