package dev.kindred.job;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.validation.constraints.NotNull;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.Corrupted;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** Work that does as told and stores a mark; {@code test-once} is never tried again, {@code test-twice} is. */
abstract class TestWork implements JobKind {

    /** What jobs wait for, by the mark of the job: before their last step, and inside it. */
    static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

    private final EntityManager entityManager;

    TestWork(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    record Order(@NotNull String mark, int steps, String fail, String failAtTheEnd) {

        static Order of(String mark, int steps) {
            return new Order(mark, steps, null, null);
        }
    }

    record Done(String mark, int attempt) {}

    @Override
    public Supplier<Done> run(JobRun run) {
        Order order = run.parameters(Order.class);
        for (int step = 0; step < order.steps(); step++) {
            run.progress(step / (double) order.steps(), "step " + step);
            sleep(run);
        }
        await(order.mark(), run);
        fail(order.fail());
        return () -> {
            entityManager.createNativeQuery("insert into job_test.mark values (?1)").setParameter(1, order.mark())
                    .executeUpdate();
            await(order.mark() + " inside", null);
            fail(order.failAtTheEnd());
            return new Done(order.mark(), run.attempt());
        };
    }

    private static void sleep(JobRun run) {
        try {
            Thread.sleep(100);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        run.stopIfCancelled();
    }

    private static void await(String gate, JobRun run) {
        CountDownLatch latch = GATES.get(gate);
        while (latch != null && latch.getCount() > 0) {
            if (run != null) {
                run.stopIfCancelled();
            }
            Thread.onSpinWait();
        }
    }

    static void fail(String how) {
        switch (how == null ? "" : how) {
            case "" -> {
            }
            case "Invalid" -> throw new Invalid("That can't be used.");
            case "NotFound" -> throw new NotFound("There is no such thing.");
            case "Conflict" -> throw new Conflict("It does not fit.");
            case "Corrupted" -> throw new Corrupted("The bytes have changed.");
            case "memory" -> throw new OutOfMemoryError("asked for by a test");
            default -> throw new IllegalStateException("secret of row 7");
        }
    }

    @Singleton
    static class Once extends TestWork {

        Once(EntityManager entityManager) {
            super(entityManager);
        }

        @Override
        public String name() {
            return "test-once";
        }
    }

    @Singleton
    static class Twice extends TestWork {

        Twice(EntityManager entityManager) {
            super(entityManager);
        }

        @Override
        public String name() {
            return "test-twice";
        }

        @Override
        public int attempts() {
            return 2;
        }
    }
}
