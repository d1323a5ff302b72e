package dev.kindred.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;

/** A job's life: one end, whatever happens on the way. */
@QuarkusTest
class JobsTest extends JobTestSupport {

    @Inject
    JobRows rows;

    @Inject
    AgroalDataSource dataSource;

    @Test
    void aJobSucceedsWithItsResultAndStoresOnce() {
        Job queued = jobs.submit("test-once", TestWork.Order.of("simple", 2));
        assertThat(queued.state()).isEqualTo(JobState.QUEUED);

        Job job = ended(queued);

        assertThat(job.state()).as("%s", job).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.progress()).isEqualTo(1);
        assertThat(job.phase()).isEqualTo("step 1");
        assertThat(job.result().get("mark").asText()).isEqualTo("simple");
        assertThat(job.error()).isNull();
        assertThat(job.createdAt()).isBeforeOrEqualTo(job.startedAt());
        assertThat(job.startedAt()).isBefore(job.finishedAt());
        assertThat(marks("simple")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid", "something", "memory"})
    void aFailureInTheLastStepLeavesNothing(String how) {
        Job job = ended(jobs.submit("test-once", new TestWork.Order("half", 0, null, how)));

        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.error().status()).isEqualTo(how.equals("Invalid") ? 400 : 500);
        assertThat(job.error().detail()).doesNotContain("secret");
        assertThat(marks("half")).isZero();
    }

    @Test
    void parametersFromSqlAreValidatedAsABodyIs() {
        Map<String, String> details = Map.of("{\"steps\": 1}", "mark must not be null.",
                "{\"mark\": \"a\", \"steps\": 1, \"stairs\": 1}",
                "The parameters of the job do not fit its kind: field 'stairs' is missing, unknown or of the wrong type.",
                "[]", "The parameters of the job do not fit its kind.",
                "null", "The parameters of the job must be an object, but are null.");
        details.forEach((parameters, detail) -> {
            long id = Long.parseLong(database.value("insert into job (kind, parameters) values ('test-once', '"
                    + parameters + "') returning id"));
            Job job = jobs.ended(id, PATIENCE).await().indefinitely();
            assertThat(job.error()).isEqualTo(new JobError(400, "Bad Request", detail));
        });
    }

    @Test
    void aQueuedJobIsCancelledAtOnce() throws InterruptedException {
        CountDownLatch gate = gate("first");
        Job first = jobs.submit("test-once", TestWork.Order.of("first", 0));
        awaitState(first, JobState.RUNNING);
        Job second = jobs.submit("test-once", TestWork.Order.of("second", 0));

        assertThat(jobs.cancel(second.id()).state()).isEqualTo(JobState.CANCELLED);
        gate.countDown();

        assertThat(ended(first).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(jobs.get(second.id()).state()).isEqualTo(JobState.CANCELLED);
        assertThat(marks("second")).isZero();
        assertThatThrownBy(() -> jobs.cancel(second.id())).isInstanceOf(Conflict.class)
                .hasMessage("Job %d has ended already: it is cancelled.", second.id());
        assertThatThrownBy(() -> jobs.cancel(Long.MAX_VALUE)).isInstanceOf(NotFound.class);
    }

    @Test
    void workInTheBackgroundHoldsUpNobody() throws InterruptedException {
        CountDownLatch gate = gate("background");
        Job background = jobs.submitInBackground("test-once", TestWork.Order.of("background", 0));
        Job next = jobs.submitInBackground("test-once", TestWork.Order.of("next", 0));
        awaitState(background, JobState.RUNNING);

        assertThat(ended(jobs.submit("test-once", TestWork.Order.of("wanted", 0))).state())
                .isEqualTo(JobState.SUCCEEDED);
        assertThat(jobs.get(background.id()).state()).isEqualTo(JobState.RUNNING);
        assertThat(jobs.get(next.id()).state()).as("one at a time").isEqualTo(JobState.QUEUED);
        gate.countDown();

        assertThat(ended(background).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended(next).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aRunningJobIsCancelledWithinASecond() throws InterruptedException {
        Job job = jobs.submit("test-twice", TestWork.Order.of("long", 600));
        awaitState(job, JobState.RUNNING);

        long start = System.nanoTime();
        assertThat(jobs.cancel(job.id()).state()).isEqualTo(JobState.RUNNING);
        Job end = ended(job);

        // Within a second on a machine of its own; the rest is for a busy one.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(end.state()).isEqualTo(JobState.CANCELLED);
        assertThat(end.error()).isNull();
        assertThat(marks("long")).isZero();
    }

    @Test
    void aCancelDuringTheLastStepRollsItBack() throws InterruptedException {
        CountDownLatch gate = gate("late inside");
        Job job = jobs.submit("test-once", TestWork.Order.of("late", 0));
        awaitState(job, JobState.RUNNING);
        Thread.sleep(200); // it is inside its last step soon
        jobs.cancel(job.id());
        gate.countDown();

        assertThat(ended(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(marks("late")).isZero();
    }

    @Test
    void noTwoTakeTheSameJob() {
        JobKind kind = new TestWork.Once(null) {
            @Override
            public String name() {
                return "test-unserved";
            }
        };
        database.execute("insert into job (kind) select 'test-unserved' from generate_series(1, 40)");

        List<Long> taken = IntStream.range(0, 60).parallel()
                .mapToObj(take -> rows.claim(List.of(kind), false, UUID.randomUUID())).flatMap(row -> row.stream())
                .map(row -> row.id).toList();

        assertThat(taken).hasSizeBetween(1, 40).doesNotHaveDuplicates();
        assertThat(database.value("select count(*) from job where kind = 'test-unserved' and attempts = 1"))
                .isEqualTo(Integer.toString(taken.size()));
        database.execute("delete from job where kind = 'test-unserved'");
    }

    @Test
    void aDeadInstancesJobIsTriedAgainWhereItsKindAllows() {
        long id = deadJob("test-twice", "revived", 2);

        Job job = jobs.ended(id, PATIENCE).await().indefinitely();

        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.result().get("attempt").asInt()).isEqualTo(2);
        assertThat(marks("revived")).isEqualTo(1);
    }

    @Test
    void aDeadInstancesJobFailsWhereItsKindDoesNot() {
        long id = deadJob("test-once", "dead", 1);

        Job job = jobs.ended(id, PATIENCE).await().indefinitely();

        assertThat(job.error()).isEqualTo(JobError.INSTANCE_DIED);
        assertThat(marks("dead")).isZero();
    }

    @Test
    void aJobThatNobodyHereKnowsDoesNotStayRunningEither() {
        long id = deadJob("of-a-newer-release", "unknown", 1);

        assertThat(jobs.ended(id, PATIENCE).await().indefinitely().state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void anAttemptThatWasGivenUpStoresNothing() throws InterruptedException {
        CountDownLatch gate = gate("zombie inside");
        Job job = jobs.submit("test-twice", TestWork.Order.of("zombie", 0));
        awaitState(job, JobState.RUNNING);
        Thread.sleep(200); // it is inside its last step soon
        String other = UUID.randomUUID().toString();
        database.execute("update job set owner = '%s', heartbeat_at = now() where id = %d".formatted(other, job.id()));
        gate.countDown();
        ended(jobs.submit("test-once", TestWork.Order.of("next", 0))); // the only worker is done with the other

        assertThat(database.value("select owner || ' ' || state from job where id = " + job.id()))
                .isEqualTo(other + " running");
        assertThat(marks("zombie")).isZero();
        database.execute("update job set heartbeat_at = now() - interval '1 min' where id = " + job.id());
        assertThat(ended(job).result().get("attempt").asInt()).isEqualTo(2);
        assertThat(marks("zombie")).isEqualTo(1);
    }

    @Test
    void aJobThatIsGivenBackIsQueuedAsIfItHadNeverBeenTaken() throws InterruptedException {
        CountDownLatch gate = gate("returned");
        Job job = jobs.submit("test-twice", TestWork.Order.of("returned", 0));
        awaitState(job, JobState.RUNNING);
        String owner = database.value("select owner from job where id = " + job.id());
        JobRow row = rows.read(job.id()).orElseThrow();
        assertThat(row.owner).hasToString(owner);
        assertThat(rows.giveBack(new JobRun(row, null), "{}").orElseThrow().state).isEqualTo("queued");
        gate.countDown();

        assertThat(ended(job).result().get("attempt").asInt()).isEqualTo(1);
        assertThat(marks("returned")).isEqualTo(1);
    }

    @Test
    void theListenerSurvivesTheLossOfItsConnection() throws InterruptedException {
        for (int loss = 0; loss < 2; loss++) {
            database.value("""
                    select bool_and(pg_terminate_backend(pid)) from pg_stat_activity
                     where query = 'listen kindred_job' and datname = current_database()""");
            Thread.sleep(2_500);
        }

        long start = System.nanoTime();
        assertThat(ended(jobs.submit("test-once", TestWork.Order.of("heard", 0))).state())
                .isEqualTo(JobState.SUCCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("by notification, not by looking around")
                .isLessThan(Duration.ofSeconds(1));
        assertThat(database.value("""
                select count(*) from pg_stat_activity
                 where query = 'listen kindred_job' and datname = current_database()""")).isEqualTo("1");
        awaitThatOnlyTheListenerHoldsAConnection();
    }

    /** Others, as the workers, take one for moments; a place that a lost connection kept would never come back. */
    private void awaitThatOnlyTheListenerHoldsAConnection() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (dataSource.getMetrics().activeCount() > 1) {
            assertThat(System.nanoTime()).as("%s", dataSource.getMetrics()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    @Test
    void aJobOfARolledBackTransactionNeverWas() {
        long[] id = new long[1];
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            id[0] = jobs.submit("test-once", TestWork.Order.of("never", 0)).id();
            throw new IllegalStateException();
        })).isInstanceOf(IllegalStateException.class);

        assertThatThrownBy(() -> jobs.ended(id[0], Duration.ofSeconds(1)).await().indefinitely())
                .isInstanceOf(NotFound.class);
    }
}
