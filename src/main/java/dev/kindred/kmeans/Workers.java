package dev.kindred.kmeans;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The threads of one run, ended with it. The calling thread works too.
 *
 * <p>
 * Which thread takes which block is left to chance; tasks keep results equal by writing per block, or into sums whose
 * order does not matter ({@link ClusterSums}).
 */
public final class Workers implements AutoCloseable {

    private final int threads;
    private final BooleanSupplier cancelled;
    private final ExecutorService pool;

    /** Work on one block; {@code worker} tells which of the {@link Workers#threads()} scratch areas to use. */
    public interface Task {
        void run(int worker, int block);
    }

    /**
     * Starts them.
     *
     * @param threads   how many work, with the calling one, at least 1
     * @param cancelled asked often, by several threads
     */
    public Workers(int threads, BooleanSupplier cancelled) {
        this.threads = threads;
        this.cancelled = cancelled;
        this.pool = threads == 1 ? null : Executors.newFixedThreadPool(threads - 1, work -> {
            Thread thread = new Thread(work, "kmeans");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A view that runs everything on the calling thread, for work that is itself a task. */
    Workers single() {
        return new Workers(1, cancelled);
    }

    int threads() {
        return threads;
    }

    /** @throws CancellationException when the run was cancelled */
    public void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the run was cancelled");
        }
    }

    /**
     * Runs the task for each of {@code blocks} blocks and waits for all.
     *
     * @throws CancellationException when the run was cancelled, between blocks
     */
    public void forEach(int blocks, Task task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> others = new ArrayList<>();
        for (int worker = 1; worker < Math.min(threads, blocks); worker++) {
            int number = worker;
            others.add(pool.submit(() -> drain(number, blocks, next, task)));
        }
        RuntimeException failure = null;
        try {
            drain(0, blocks, next, task);
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Future<?> other : others) {
            failure = await(other, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void drain(int worker, int blocks, AtomicInteger next, Task task) {
        try {
            for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
                checkCancelled();
                task.run(worker, block);
            }
        } finally {
            // after a failure nobody takes another block; after success there is none
            next.set(blocks);
        }
    }

    /** Waits without heeding interrupts: a task must not outlive the arrays that it works on. */
    private static RuntimeException await(Future<?> other, RuntimeException failure) {
        boolean interrupted = false;
        while (true) {
            try {
                other.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                failure = failure == null ? (RuntimeException) e.getCause() : failure;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
