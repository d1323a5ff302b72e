package dev.kindred.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.kindred.TestDatabase;

/** Jobs of {@link TestWork}, and the marks that they leave. */
abstract class JobTestSupport {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Jobs jobs;

    @Inject
    TestDatabase database;

    @BeforeEach
    void makeRoomForMarks() {
        database.execute("create schema if not exists job_test",
                "create table if not exists job_test.mark (mark text not null)", "truncate job_test.mark");
    }

    @AfterEach
    void openAllGates() {
        TestWork.GATES.values().forEach(CountDownLatch::countDown);
        TestWork.GATES.clear();
    }

    CountDownLatch gate(String name) {
        CountDownLatch gate = new CountDownLatch(1);
        TestWork.GATES.put(name, gate);
        return gate;
    }

    Job ended(Job job) {
        return jobs.ended(job.id(), PATIENCE).await().atMost(PATIENCE.plusSeconds(5));
    }

    Job awaitState(Job job, JobState state) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (jobs.get(job.id()).state() != state) {
            assertThat(System.nanoTime()).as("%s", jobs.get(job.id())).isLessThan(deadline);
            Thread.sleep(10);
        }
        return jobs.get(job.id());
    }

    long marks(String mark) {
        return Long.parseLong(database.value("select count(*) from job_test.mark where mark = '" + mark + "'"));
    }

    /** A row as an instance leaves it that was killed. */
    long deadJob(String kind, String mark, int attemptsAllowed) {
        return Long.parseLong(database
                .value("""
                        insert into job (kind, parameters, state, attempts, attempts_allowed, owner, heartbeat_at, started_at)
                        values ('%s', '{"mark": "%s", "steps": 1}', 'running', 1, %d, gen_random_uuid(), now() - interval '31 s',
                                now() - interval '1 min')
                        returning id"""
                        .formatted(kind, mark, attemptsAllowed)));
    }
}
