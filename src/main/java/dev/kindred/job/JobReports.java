package dev.kindred.job;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;

/** Tells operators how jobs end; parameters, results and details stay out of it, because they may hold data. */
@ApplicationScoped
class JobReports {

    private final MeterRegistry metrics;

    JobReports(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /**
     * An attempt of this instance has ended.
     *
     * @param end the job's state now, or "lost" where it has become somebody else's
     */
    void ended(long id, String kind, String end, Duration took) {
        metrics.timer("kindred.job", "kind", kind, "state", end).record(took);
        Log.infof("job id=%d kind=%s state=%s seconds=%.3f", id, kind, end, took.toNanos() / 1e9);
    }

    /** An instance has died in the middle of a job. */
    void buried(JobRow row) {
        metrics.counter("kindred.job.dead", "kind", row.kind, "state", row.state).increment();
        Log.warnf("job id=%d kind=%s state=%s attempts=%d: the instance that ran it gives no sign of life", row.id,
                row.kind, row.state, row.attempts);
    }
}
