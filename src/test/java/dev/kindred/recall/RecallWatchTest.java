package dev.kindred.recall;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

/** What the schedules queue; that they call these methods is said by their annotations. */
@QuarkusTest
class RecallWatchTest {

    private static final int ROWS = 400;

    @Inject
    TestDatabase database;

    @Inject
    RecallWatch watch;

    @BeforeEach
    void makeTableAndIndex() throws InterruptedException {
        database.execute("delete from customer", """
                insert into customer (attributes, embedding)
                select '{}', array[i, i % 7, i % 11, 0, 0, 1]::vector from generate_series(1, 400) as i""",
                "create index watched_l2 on customer using hnsw (embedding vector_l2_ops)", "analyze customer",
                "select pg_stat_force_next_flush()");
        ended();
    }

    @AfterEach
    void removeThem() throws InterruptedException {
        ended();
        database.execute("drop index watched_l2", "delete from recall_calibration where index_name = 'watched_l2'",
                "delete from customer");
    }

    @Test
    void anIndexIsCalibratedOnceAndAgainAfterManyChangesOrAtNightAfterAny() throws InterruptedException {
        watch.afterManyChanges();
        ended();
        assertThat(calibrations()).isEqualTo(1);

        watch.everyNight();
        ended();
        assertThat(calibrations()).as("nothing has changed").isEqualTo(1);

        change(ROWS / 20);
        watch.afterManyChanges();
        ended();
        assertThat(calibrations()).as("a twentieth of the rows is less than a tenth").isEqualTo(1);

        watch.everyNight();
        ended();
        assertThat(calibrations()).as("at night any change counts").isEqualTo(2);

        change(ROWS / 5);
        watch.afterManyChanges();
        ended();
        assertThat(calibrations()).as("a fifth of the rows").isEqualTo(3);
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
        database.execute("update customer set age = 40 where id in (select id from customer limit %d)".formatted(rows),
                "select pg_stat_force_next_flush()");
    }

    private int calibrations() {
        return Integer
                .parseInt(database.value("select count(*) from recall_calibration where index_name = 'watched_l2'"));
    }

    private void ended() throws InterruptedException {
        while (!database
                .value("select count(*) from job where kind = 'calibrate-index' and state in ('queued', 'running')")
                .equals("0")) {
            Thread.sleep(50);
        }
    }
}
