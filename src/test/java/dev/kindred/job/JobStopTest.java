package dev.kindred.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** An instance that stops in order gives its jobs back and leaves nothing open. */
@QuarkusTest
@TestProfile(JobStopTest.OwnInstance.class)
class JobStopTest extends JobTestSupport {

    public static class OwnInstance implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kindred.jobs.workers", "3", "kindred.jobs.stop", "2s");
        }
    }

    @Inject
    JobLifecycle lifecycle;

    @Test
    void runningJobsAreGivenBackOrFailed() throws Exception {
        Job again = jobs.submit("test-twice", TestWork.Order.of("again", 600));
        Job once = jobs.submit("test-once", TestWork.Order.of("once", 600));
        gate("deaf inside"); // notices nothing
        Job deaf = jobs.submit("test-twice", TestWork.Order.of("deaf", 0));
        for (Job job : new Job[]{again, once, deaf}) {
            awaitState(job, JobState.RUNNING);
        }
        Thread.sleep(200);
        CompletableFuture<Job> waiting = jobs.ended(again.id(), PATIENCE).subscribeAsCompletionStage();

        long start = System.nanoTime();
        lifecycle.stop(new ShutdownEvent());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(jobs.get(again.id()).state()).isEqualTo(JobState.QUEUED);
        assertThat(jobs.get(deaf.id()).state()).isEqualTo(JobState.QUEUED);
        assertThat(jobs.get(once.id()).error()).isEqualTo(JobError.INSTANCE_STOPPED);
        assertThat(database.value("select sum(attempts) from job where state = 'queued'")).isEqualTo("0");
        assertThat(waiting.get().state()).as("who waits is told how it is").isEqualTo(JobState.QUEUED);
        assertThat(Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).map(Thread::getName))
                .filteredOn(name -> name.startsWith("kindred-job-")).as("but for the deaf one").hasSize(1);
        assertThat(database.value("""
                select count(*) from pg_stat_activity
                 where query = 'listen kindred_job' and datname = current_database()""")).isEqualTo("0");

        openAllGates(); // the deaf one ends, too late
        Thread.sleep(500);
        assertThat(marks("deaf")).isZero();
        assertThat(jobs.get(deaf.id()).state()).isEqualTo(JobState.QUEUED);
    }
}
