package dev.kindred.job;

import java.util.UUID;
import java.util.concurrent.CancellationException;

/** One attempt at a job: what its kind sees of it. Safe for use by several threads. */
public final class JobRun {

    private static final int MAX_PHASE = 200; // as the column

    /** Why the work is to end early. */
    enum Reason {
        /** Somebody asked for it. */
        CANCELLED,
        /** The instance is being stopped. */
        STOPPING,
        /** The job was given to somebody else, or was ended. */
        LOST
    }

    record Progress(float share, String phase) {}

    private final JobRow row;
    private final JobParameters parameters;
    private volatile Reason reason;
    private volatile Progress progress;

    // The ticker's own; no other thread reads them.
    private Progress written;
    private long writtenAt = System.nanoTime();

    JobRun(JobRow row, JobParameters parameters) {
        this.row = row;
        this.parameters = parameters;
        this.progress = new Progress(0, null);
        this.written = progress;
    }

    public long id() {
        return row.id;
    }

    /** Which attempt this is, counted from 1. */
    public int attempt() {
        return row.attempts;
    }

    /**
     * The job's parameters, read as strictly as a request's body and validated.
     *
     * @throws dev.kindred.problem.Invalid if they do not fit
     */
    public <T> T parameters(Class<T> type) {
        return parameters.read(row.parameters, type);
    }

    /**
     * Tells how the work gets on; as cheap as a field, written to the table a few times a second.
     *
     * @param share of the work done, 0 to 1; one lower than before is taken as the one before
     * @param phase what is being done, in a few words and without values of rows
     */
    public synchronized void progress(double share, String phase) {
        if (!(share >= 0)) {
            throw new IllegalArgumentException("share must be a number from 0 to 1, but was " + share);
        }
        float rising = (float) Math.max(progress.share(), Math.min(1, share));
        String words = JobError.storable(phase);
        progress = new Progress(rising, words.length() > MAX_PHASE ? words.substring(0, MAX_PHASE) : words);
    }

    /** Whether the work is to end now, because of a cancel request or a stop; one volatile read, for hot loops. */
    public boolean isCancelled() {
        return reason != null;
    }

    /** Throws {@link CancellationException} once {@link #isCancelled()}. */
    public void stopIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("job " + id());
        }
    }

    String kind() {
        return row.kind;
    }

    UUID owner() {
        return row.owner;
    }

    int attemptsAllowed() {
        return row.attemptsAllowed;
    }

    Progress progress() {
        return progress;
    }

    Reason reason() {
        return reason;
    }

    synchronized void end(Reason why) {
        if (reason == null || why == Reason.LOST) {
            reason = why;
        }
    }

    boolean isDue(long now, long heartbeatNanos) {
        return !progress.equals(written) || now - writtenAt >= heartbeatNanos;
    }

    void wrote(Progress what, long when) {
        written = what;
        writtenAt = when;
    }
}
