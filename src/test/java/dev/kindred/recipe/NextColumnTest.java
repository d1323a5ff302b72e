package dev.kindred.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

@QuarkusTest
class NextColumnTest {

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @Inject
    Recipes recipes;

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    @AfterEach
    void reset() {
        fixture.reset();
    }

    /** Else an import, which does the same, and an activation might wait for each other's rows. */
    @Test
    void rowsAreLockedByIdWhateverTheirOrderInTheTable() throws Exception {
        database.execute("""
                insert into customer (external_id, age, embedding)
                select 'c' || i, 20 + i % 60, '[0,0,0,0,0,0]' from generate_series(1, 12000) as i""",
                "create index backwards on customer ((-id))", "cluster customer using backwards",
                "drop index backwards");
        Recipe recipe = recipes.active("customer");
        String middle = database.value("select id from customer order by id offset 3000 limit 1");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection other = dataSource.getConnection();
                Connection filling = dataSource.getConnection();
                Statement locking = other.createStatement();
                Statement settings = filling.createStatement()) {
            NextColumn column = new NextColumn(filling);
            column.add(recipe, "test");
            settings.execute("analyze customer"); // so that the planner knows how many lack a vector: all
            other.setAutoCommit(false);
            locking.execute("select from customer where id = " + middle + " for update");
            filling.setAutoCommit(false);
            settings.execute("set local enable_nestloop = off"); // a plan of large tables: in the order of the rows
            settings.execute("set local enable_mergejoin = off");
            Future<?> filled = thread.submit(() -> column.fill(recipe, Long.MIN_VALUE));
            while (database.value("select count(*) from pg_locks where not granted").equals("0")) {
                assertThat(filled).isNotDone();
                Thread.sleep(10);
            }

            assertThat(database.value("""
                    select count(*) filter (where id < %1$s) || ' ' || count(*) filter (where id > %1$s)
                      from (select id from customer for update skip locked) as free""".formatted(middle)))
                    .isEqualTo("0 8999");
            other.rollback();
            filled.get(20, TimeUnit.SECONDS);
            filling.rollback();
            filling.setAutoCommit(true);
            column.remove();
            other.setAutoCommit(true);
        } finally {
            thread.shutdownNow();
        }
    }
}
