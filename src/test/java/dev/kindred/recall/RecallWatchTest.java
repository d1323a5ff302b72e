package dev.kindred.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

/**
 * What the schedules queue; that they call these methods is said by their annotations. Of the flowers, which no other test
 * changes: PostgreSQL counts the changes of a table late.
 */
@QuarkusTest
class RecallWatchTest {

    private static final int FLOWERS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestDatabase database;

    @Inject
    RecallWatch watch;

    @BeforeEach
    void makeIndex() throws InterruptedException {
        database.execute("create index watched_l2 on iris using hnsw (features vector_l2_ops)", "analyze iris");
        // The session of the migrations tells late what it has done.
        await("select pg_stat_get_tuples_inserted('iris'::regclass) >= %d".formatted(FLOWERS));
        ended();
    }

    @AfterEach
    void removeThem() throws InterruptedException {
        ended();
        database.execute("drop index watched_l2",
                "delete from recall_calibration where index_name = 'watched_l2'",
                "delete from job where kind = 'calibrate-index'");
    }

    @Test
    void anIndexIsCalibratedOnceAndAgainAfterManyChangesOrAtNightAfterAny() throws InterruptedException {
        watch.afterManyChanges();
        ended();
        assertThat(calibrations()).isEqualTo(1);
        assertThat(database.value("select background from job where kind = 'calibrate-index' order by id desc limit 1"))
                .as("nobody waits for it").isEqualTo("t");

        watch.everyNight();
        ended();
        assertThat(calibrations()).as("nothing has changed").isEqualTo(1);

        change(5);
        watch.afterManyChanges();
        ended();
        assertThat(calibrations()).as("5 of 150 rows are less than a tenth").isEqualTo(1);

        watch.everyNight();
        ended();
        assertThat(calibrations()).as("at night any change counts").isEqualTo(2);

        change(30);
        watch.afterManyChanges();
        ended();
        assertThat(calibrations()).as("30 of 150 rows").isEqualTo(3);
    }

    @Test
    void whatCannotBeCalibratedIsNotTriedAgainBeforeTheNextNight() throws InterruptedException {
        database.execute("drop index watched_l2", """
                create index watched_l2 on iris using hnsw (features vector_l2_ops) where id <= 50""",
                "delete from job where kind = 'calibrate-index'");

        watch.afterManyChanges();
        ended();
        assertThat(database.value("select error ->> 'detail' from job where kind = 'calibrate-index'"))
                .startsWith("50 row(s) in index 'watched_l2' are too few");
        watch.afterManyChanges();
        ended();
        assertThat(jobs()).isEqualTo("1");

        database.execute("update job set created_at = created_at - interval '1 day' where kind = 'calibrate-index'");
        watch.everyNight();
        ended();
        assertThat(jobs()).isEqualTo("2");
    }

    @Test
    void aRebuiltIndexIsCalibratedAnew() throws InterruptedException {
        watch.afterManyChanges();
        ended();
        database.execute("reindex index concurrently watched_l2");

        watch.afterManyChanges();
        ended();

        assertThat(calibrations()).isEqualTo(2);
    }

    @Test
    void schedulesThatComeAtTheSameMomentQueueOnce() throws InterruptedException {
        long before = Long.parseLong(jobs());
        IntStream.range(0, 4).parallel().forEach(instance -> watch.afterManyChanges());
        ended();

        assertThat(jobs()).isEqualTo(Long.toString(before + 1));
    }

    private String jobs() {
        return database.value("select count(*) from job where kind = 'calibrate-index'");
    }

    @Test
    void nothingIsQueuedWhileAnotherInstanceIsAtIt() throws InterruptedException {
        database.execute("""
                insert into job (kind, state, owner, heartbeat_at)
                values ('calibrate-index', 'running', gen_random_uuid(), now())""");
        watch.afterManyChanges();
        database.execute("delete from job where kind = 'calibrate-index' and state = 'running'");
        ended();

        assertThat(calibrations()).isZero();
    }

    /** The session tells its statistics before it ends. */
    private void change(int rows) {
        database.execute("update iris set species = species where id <= %d".formatted(rows),
                "select pg_stat_force_next_flush()");
    }

    private int calibrations() {
        return Integer
                .parseInt(database.value("select count(*) from recall_calibration where index_name = 'watched_l2'"));
    }

    private void ended() throws InterruptedException {
        await("select not exists (select from job where kind = 'calibrate-index' and state in ('queued', 'running'))");
    }

    private void await(String condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!database.value(condition).equals("t")) {
            assertThat(System.nanoTime()).as(condition).isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
