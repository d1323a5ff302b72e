package dev.kindred.job;

import java.util.function.Supplier;

/**
 * A kind of long work. Every CDI bean of this type is one; its jobs are queued by {@link Jobs#submit} or by SQL, and
 * run in any instance that has the bean.
 */
public interface JobKind {

    /** As it stands in the column {@code kind}; at most 40 characters. */
    String name();

    /**
     * How often the work may be begun in all where instances die with it. A job that fails by itself is never tried
     * again.
     */
    default int attempts() {
        return 1;
    }

    /**
     * Does the work, all but its last step, with a request context but no transaction. It should report progress and
     * look at {@link JobRun#isCancelled()} at least a few times a second.
     *
     * @return the last step, which runs in the transaction that ends the job: all that it writes is stored if and only if
     *         the job succeeds. What it gives is kept as the job's result, as JSON. It should be short: a cancel that
     *         comes meanwhile rolls it back.
     * @throws dev.kindred.problem.KindredException       for what the user can mend; the job's error is then the same
     *                                                    problem as a request would have been answered with
     * @throws java.util.concurrent.CancellationException once {@link JobRun#isCancelled()}
     */
    Supplier<?> run(JobRun run);

    /**
     * Takes back what an attempt of this instance has left outside the last step's transaction, after it failed or was
     * cancelled. Not called where the process died; so the next attempt, or the next job, must cope with leftovers too.
     */
    default void undo(JobRun run) {
        // most kinds leave nothing
    }

    /**
     * Called when an attempt of this instance has ended, however, and its end is written: to remove what was needed as long
     * as the job could be tried again. It may be queued again now.
     */
    default void ended(JobRun run) {
        // most kinds need nothing
    }
}
