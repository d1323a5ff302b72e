package dev.kindred.job;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

/** The attempts that this instance is working on. */
@ApplicationScoped
class RunningJobs {

    private final Map<UUID, JobRun> runs = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    void add(JobRun run) {
        runs.put(run.owner(), run);
        if (stopping) { // after the put: either this sees the stop or the stop sees the run
            run.end(JobRun.Reason.STOPPING);
        }
    }

    void remove(JobRun run) {
        runs.remove(run.owner());
    }

    Collection<JobRun> all() {
        return runs.values();
    }

    void cancel(long id) {
        runs.values().stream().filter(run -> run.id() == id).forEach(run -> run.end(JobRun.Reason.CANCELLED));
    }

    void stop() {
        stopping = true;
        runs.values().forEach(run -> run.end(JobRun.Reason.STOPPING));
    }

    /** For statements that leave the jobs of this instance alone. */
    String[] owners() {
        return runs.keySet().stream().map(UUID::toString).toArray(String[]::new);
    }
}
