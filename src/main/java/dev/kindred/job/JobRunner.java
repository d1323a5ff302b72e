package dev.kindred.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.kindred.problem.KindredException;

/** Carries one attempt to its one end. */
@ApplicationScoped
class JobRunner {

    /** For the last step; an import's may store millions of rows. The default of a minute is made for requests. */
    private static final int LAST_STEP_SECONDS = 3_600;

    private final JobRows rows;
    private final RunningJobs running;
    private final JobParameters parameters;
    private final JobReports reports;
    private final JobsConfig config;
    private final ObjectMapper json;

    JobRunner(JobRows rows, RunningJobs running, JobParameters parameters, JobReports reports, JobsConfig config,
            ObjectMapper json) {
        this.rows = rows;
        this.running = running;
        this.parameters = parameters;
        this.reports = reports;
        this.config = config;
        this.json = json;
    }

    /** The job is no longer this attempt's to end, or is to be cancelled: rolls back the last step. */
    private static final class EndRefused extends RuntimeException {}

    /** Works on a job that this instance has just taken, and returns when nothing of it runs here any more. */
    @ActivateRequestContext
    void run(JobRow claimed, JobKind kind) {
        JobRun run = new JobRun(claimed, parameters);
        running.add(run);
        long start = System.nanoTime();
        String end;
        try {
            end = work(run, kind);
        } finally {
            // From here on nothing keeps its heartbeat fresh: could its end not be written, it will be found dead.
            running.remove(run);
        }
        ended(run, kind);
        reports.ended(run.id(), run.kind(), end, Duration.ofNanos(System.nanoTime() - start));
    }

    /** What it leaves behind does not change how the job has ended. */
    private static void ended(JobRun run, JobKind kind) {
        try {
            kind.ended(run);
        } catch (RuntimeException failure) {
            Log.warnf(failure, "job id=%d kind=%s has left something behind", run.id(), run.kind());
        }
    }

    private String work(JobRun run, JobKind kind) {
        try {
            run.stopIfCancelled();
            Supplier<?> lastStep = kind.run(run);
            run.stopIfCancelled();
            QuarkusTransaction.requiringNew().timeout(LAST_STEP_SECONDS).run(() -> {
                if (!rows.succeed(run, write(lastStep.get()))) {
                    throw new EndRefused();
                }
            });
            return JobState.SUCCEEDED.word();
        } catch (Throwable failure) { // an OutOfMemoryError too: a table too large must not end the worker
            undo(run, kind);
            return fail(run, failure);
        }
    }

    private static void undo(JobRun run, JobKind kind) {
        try {
            kind.undo(run);
        } catch (RuntimeException leftover) {
            Log.warnf(leftover, "job id=%d kind=%s has left something behind", run.id(), run.kind());
        }
    }

    private String fail(JobRun run, Throwable failure) {
        boolean isExpected = failure instanceof KindredException || failure instanceof EndRefused
                || failure instanceof CancellationException && run.isCancelled();
        if (!isExpected) {
            Log.errorf(failure, "job id=%d kind=%s attempt=%d broke off", run.id(), run.kind(), run.attempt());
        }
        Optional<JobRow> end = run.reason() == JobRun.Reason.STOPPING && !(failure instanceof KindredException)
                ? rows.giveBack(run, write(JobError.INSTANCE_STOPPED))
                : rows.fail(run, write(JobError.of(failure)));
        return end.map(row -> row.state).orElse("lost");
    }

    /** Parts with an attempt that did not notice in time that this instance stops. */
    void giveBack(JobRun run) {
        rows.giveBack(run, write(JobError.INSTANCE_STOPPED));
    }

    /** Deals with the jobs of instances that give no sign of life, on behalf of all instances. */
    void bury() {
        rows.bury(config.timeout(), running.owners(), write(JobError.INSTANCE_DIED)).forEach(reports::buried);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("The result of a job is no JSON", unwritable);
        }
    }
}
