package dev.kindred.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.database.Snapshot;
import dev.kindred.plan.Plans.Binder;

/** What is told of a join of ten tables. */
@QuarkusTest
@TestProfile(EveryTable.class)
class JoinOrdersTest {

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    void makeTables() {
        if (database.value("select to_regclass('ordered')") == null) {
            TenTables.make(database, "ordered");
        }
    }

    private JoinSearch joins(String sql, String... settings) {
        return Snapshot.read(dataSource, null, connection -> {
            for (String setting : settings) {
                connection.createStatement().execute("set local " + setting);
            }
            JoinSearch joins = Plans.of(connection, sql, Binder.NOTHING).joins();
            try (var limit = connection.createStatement()
                    .executeQuery("select current_setting('join_collapse_limit')")) {
                limit.next(); // put back
                assertThat(limit.getInt(1)).isEqualTo(joins == null ? 8 : joins.joinCollapseLimit());
            }
            return joins;
        });
    }

    private double cost(String sql, String... settings) {
        return Snapshot.read(dataSource, null, connection -> {
            for (String setting : settings) {
                connection.createStatement().execute("set local " + setting);
            }
            try (var row = connection.createStatement().executeQuery("explain (format json) " + sql)) {
                row.next();
                JsonNode plan = new ObjectMapper().readTree(row.getString(1)).get(0).get("Plan");
                return plan.get("Total Cost").asDouble();
            } catch (JsonProcessingException unreadable) {
                throw new AssertionError(unreadable);
            }
        });
    }

    @Test
    void aLargerLimitFindsTheWayFromTheLastTable() {
        String sql = "select a, b, c from ordered";
        assertThat(database.column(sql)).hasSize(TenTables.ROWS);

        JoinSearch joins = joins(sql);

        assertThat(joins.tables()).isEqualTo(10); // without the one beside
        assertThat(joins.joinCollapseLimit()).isEqualTo(8);
        assertThat(joins.fromCollapseLimit()).isEqualTo(8);
        assertThat(joins.geqoThreshold()).isEqualTo(12);
        assertThat(joins.orders()).extracting(JoinSearch.Order::joinCollapseLimit).containsExactly(1, 8, 12);
        assertThat(joins.orders()).extracting(JoinSearch.Order::geqo).containsExactly(false, false, false);
        List<Double> costs = joins.orders().stream().map(JoinSearch.Order::cost).toList();
        assertThat(costs.get(0)).isCloseTo(cost(sql, "join_collapse_limit = 1"), within(1e-6));
        assertThat(costs.get(1)).isCloseTo(cost(sql), within(1e-6));
        assertThat(costs.get(2)).isCloseTo(cost(sql, "join_collapse_limit = 12"), within(1e-6));
        assertThat(costs.get(0)).isGreaterThan(2 * costs.get(2));
        assertThat(costs.get(1)).isGreaterThan(1.5 * costs.get(2));
        String role = database.value("select quote_ident(session_user)");
        assertThat(joins.advice())
                .startsWith(
                        "With join_collapse_limit = 12 and from_collapse_limit = 12 the planner finds a plan of estimated cost ")
                .contains("instead of", "for these 10 tables",
                        "alter role %1$s set join_collapse_limit = 12; alter role %1$s set from_collapse_limit = 12."
                                .formatted(role))
                .contains("with join_collapse_limit = 1, it would cost");
    }

    @Test
    void whatIsSetAlreadyIsNotAdvised() {
        JoinSearch joins = joins("select a, b, c from ordered", "join_collapse_limit = 12", "from_collapse_limit = 12");

        assertThat(joins.orders()).extracting(JoinSearch.Order::joinCollapseLimit).containsExactly(1, 12);
        assertThat(joins.advice()).startsWith("join_collapse_limit = 12 leaves no order of these 10 tables out.");
    }

    /** A limit that is larger already stays. */
    @Test
    void noLimitIsAdvisedToBeLowered() {
        JoinSearch joins = joins("select a, b, c from ordered", "join_collapse_limit = 16");

        assertThat(joins.orders()).extracting(JoinSearch.Order::joinCollapseLimit).containsExactly(1, 16, 16);
        assertThat(joins.orders()).extracting(JoinSearch.Order::fromCollapseLimit).containsExactly(1, 8, 12);
        assertThat(joins.advice())
                .startsWith("With from_collapse_limit = 12 the planner finds nothing better for these 10 tables");
    }

    @Test
    void manyTablesAreLeftToTheGeneticSearchWhereItIsOn() {
        JoinSearch joins = joins("select a, b, c from ordered", "geqo_threshold = 10");

        assertThat(joins.orders()).extracting(JoinSearch.Order::geqo).containsExactly(false, false, true);
        assertThat(joins.advice())
                .endsWith("From 10 tables on (geqo_threshold) the genetic search tries some orders only.");
        assertThat(joins("select a, b, c from ordered", "geqo_threshold = 10", "geqo = off").orders())
                .extracting(JoinSearch.Order::geqo).containsExactly(false, false, false);
    }

    /** Half of the default limit are four. */
    @Test
    void fewTablesAreInAnyOrder() {
        String four = """
                select t1.number from ordered_1 t1 join ordered_2 t2 on t2.id = t1.next join ordered_3 t3 on t3.id = t2.next
                  join ordered_4 t4 on t4.id = t3.next""";

        assertThat(joins(four)).isNull();
        JoinSearch five = joins(four + " join ordered_5 t5 on t5.id = t4.next");
        assertThat(five.tables()).isEqualTo(5);
        assertThat(five.advice())
                .startsWith(
                        "With join_collapse_limit = 12 and from_collapse_limit = 12 the planner finds nothing better for these 5 tables");
        assertThat(joins("select number from ordered_1")).isNull();
    }
}
