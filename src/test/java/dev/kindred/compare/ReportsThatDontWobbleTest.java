package dev.kindred.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;

import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.plan.PlanLog;

/**
 * A list and a comparison are read, by several statements, while somebody moves 1,000 rows from one group to another: in a
 * snapshot they agree with each other and with what was there before; without one they don't.
 */
@QuarkusTest
@TestProfile(EveryTable.class)
class ReportsThatDontWobbleTest {

    /** Rows 10, 20, … 10,000 lie between the boundaries of both versions; after it, rows 10,010, 10,020, … 20,000 do. */
    private static final String MOVE_A_THOUSAND = "update wobbling set x = 4 - x where id % 10 = 0";

    @Inject
    TestDatabase database;

    @Inject
    HandMadeVersions versions;

    @Inject
    Versions pairs;

    @Inject
    Comparisons comparisons;

    @Inject
    AgroalDataSource dataSource;

    /** What two parts of a report say of the same thing. */
    private record Counted(long listed, long compared) {}

    @BeforeEach
    void makeVersions() {
        database.execute("create table wobbling (id bigint primary key, x real)", """
                insert into wobbling select i, case when i % 10 = 0 and i <= 10000 then 4 else 0 end
                  from generate_series(1, 20000) as i""");
        versions.add("wobble", 1, "wobbling", "x", "[0]", "[10]");
        versions.segments("wobble", 1, "low", "high");
        versions.add("wobble", 2, "wobbling", "x", "[0]", "[6]");
        versions.segments("wobble", 2, "low", "high");
    }

    @AfterEach
    void removeAll() {
        versions.remove("wobble");
        database.execute("drop table wobbling");
    }

    /** Lists the moves, which takes two statements for the rows, and compares, with the change at the first move. */
    private Counted countWhileRowsChange(Connection connection, Pair pair) throws SQLException {
        long[] listed = {0};
        comparisons.moves(connection, pair, PlanLog.NONE).read(new MoveReader.Wanted(null, null, null), move -> {
            if (listed[0]++ == 0) {
                database.execute(MOVE_A_THOUSAND);
            }
            return true;
        });
        return new Counted(listed[0], comparisons.compare(connection, pair, PlanLog.NONE).moves().rows());
    }

    @Test
    @ActivateRequestContext
    void inASnapshotAllPartsTellOfTheSameMoment() {
        Pair pair = pairs.pair("wobble", "1", "2");

        Counted counted = comparisons.read(pair, connection -> countWhileRowsChange(connection, pair));

        assertThat(counted).isEqualTo(new Counted(1_000, 1_000));
    }

    @Test
    @ActivateRequestContext
    void inReadCommittedTheyWobble() throws SQLException {
        Pair pair = pairs.pair("wobble", "1", "2");

        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Counted counted = countWhileRowsChange(connection, pair);
            connection.rollback();

            // Of the first 8,192 rows those that would move before the change, of the others those after it.
            assertThat(counted).isEqualTo(new Counted(819 + 1_000, 1_000));
        }
    }
}
