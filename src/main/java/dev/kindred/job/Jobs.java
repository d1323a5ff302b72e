package dev.kindred.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** Queues, follows and cancels long work, whichever instance does it. */
@ApplicationScoped
public class Jobs {

    private static final int CONFLICT = 409;

    private final JobRows rows;
    private final JobChanges changes;
    private final JobWorkers workers;
    private final JobReports reports;
    private final JobParameters parameters;
    private final ObjectMapper json;

    Jobs(JobRows rows, JobChanges changes, JobWorkers workers, JobReports reports, JobParameters parameters,
            ObjectMapper json) {
        this.rows = rows;
        this.changes = changes;
        this.workers = workers;
        this.reports = reports;
        this.parameters = parameters;
        this.json = json;
    }

    /**
     * Queues a job. In a transaction of the caller's it is queued if and when that commits.
     *
     * @param kind       the name of a {@link JobKind}
     * @param parameters anything that Jackson writes as an object and {@link JobRun#parameters} reads back
     */
    public Job submit(String kind, Object parameters) {
        return submit(kind, parameters, false);
    }

    /** The same of work that nobody waits for: a worker of its own does it, so that it holds up no other. */
    public Job submitInBackground(String kind, Object parameters) {
        return submit(kind, parameters, true);
    }

    private Job submit(String kind, Object parameters, boolean background) {
        if (!workers.kinds().contains(kind)) {
            throw new IllegalArgumentException("no JobKind is called " + kind);
        }
        return Job.of(rows.insert(kind, write(parameters), background));
    }

    /** The job as it is now, or {@link NotFound}. */
    public Job get(long id) {
        return rows.read(id).map(Job::of).orElseThrow(() -> new NotFound("There is no job %d.".formatted(id)));
    }

    /** Whether there is such a job and it has not ended; by a connection of the caller's, which may hold locks. */
    public static boolean isUnfinished(Connection connection, long id) throws SQLException {
        return isAny(connection, "id = ? and state in ('queued', 'running')", id);
    }

    /** What a job of that kind was told, as {@link JobRun#parameters} has it, or {@link NotFound}. */
    public <T> T parameters(long id, String kind, Class<T> type) {
        JobRow row = rows.read(id).filter(found -> found.kind.equals(kind))
                .orElseThrow(() -> new NotFound("There is no job %d of kind %s.".formatted(id, kind)));
        return parameters.read(row.parameters, type);
    }

    /**
     * Waits for a job's end without holding a thread.
     *
     * @return the ended job, or after that time (or when this instance stops) the job as it is then
     */
    public Uni<Job> ended(long id, Duration atMost) {
        Uni<Job> asItIs = Uni.createFrom().item(() -> get(id)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        if (atMost.isZero()) {
            return asItIs;
        }
        return changes.follow(id).filter(Job::isEnded).toUni()
                .ifNoItem().after(atMost).recoverWithItem((Job) null)
                .onItem().ifNull().switchTo(asItIs);
    }

    /**
     * Cancels a queued job at once, and asks a running one to end; that takes well under a second where its kind looks at
     * {@link JobRun#isCancelled()} as it should. A job that was asked never succeeds.
     *
     * @throws NotFound if there is no such job
     * @throws Conflict if it has ended already
     */
    public Job cancel(long id) {
        Job job = rows.cancel(id).map(Job::of).orElseThrow(() -> new Conflict(
                "Job %d has ended already: it is %s.".formatted(id, get(id).state().word())));
        if (job.isEnded()) {
            reports.ended(id, job.kind(), job.state().word(), Duration.ZERO); // it was queued, no worker will tell
        }
        return job;
    }

    /** In the order they were queued, after that id; null for any state or kind. */
    List<Job> page(long after, int limit, JobState state, String kind) {
        if (kind != null && !workers.kinds().contains(kind)) {
            throw new Invalid("Unknown kind '%s'; known kinds are %s.".formatted(kind,
                    String.join(", ", new TreeSet<>(workers.kinds()))));
        }
        return rows.page(after, limit, state, kind).stream().map(Job::of).toList();
    }

    /** Whether any instance works on a job of that kind now. */
    public boolean isAnyRunning(String kind) {
        return !rows.page(0, 1, JobState.RUNNING, kind).isEmpty();
    }

    /**
     * The same of several kinds, by a connection of the caller's. While that holds a lock that others wait for, they may have
     * all other connections.
     */
    public static boolean isAnyRunning(Connection connection, Collection<String> kinds) throws SQLException {
        return isAny(connection, "kind = any (?) and state = 'running'",
                connection.createArrayOf("text", kinds.toArray()));
    }

    private static boolean isAny(Connection connection, String condition, Object value) throws SQLException {
        try (PreparedStatement statement = connection
                .prepareStatement("select exists (select from job where " + condition + ')')) {
            statement.setObject(1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether a job of that kind waits or is worked on. */
    public boolean isAnyUnfinished(String kind) {
        return rows.isAnyUnfinished(kind);
    }

    /**
     * Whether the last job of that kind with these parameters was queued less than that long ago and failed because what it was
     * asked for can't be done; neither for what went on beside it nor for a fault of Kindred's.
     *
     * @param parameters as {@link #submit} takes them
     */
    public boolean wasRefused(String kind, Object parameters, Duration lately) {
        return rows.last(kind, write(parameters), lately).map(Job::of).map(Job::error)
                .filter(error -> error.status() < 500 && error.status() != CONFLICT).isPresent();
    }

    private String write(Object parameters) {
        try {
            return json.writeValueAsString(parameters);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("parameters are no JSON", unwritable);
        }
    }

    /** The job as it is now and after every change, until it has ended. */
    Multi<Job> follow(long id) {
        return changes.follow(id);
    }
}
