package dev.kindred.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class MemberRowsTest extends AudienceTestSupport {

    @Inject
    AgroalDataSource dataSource;

    @Test
    void customersDeletedSinceTheRankingLeaveNoGapInTheRanks() throws SQLException {
        plant(1, 5, 1, 0, 0, 0, 0, 0, 0);
        long id = Long.parseLong(database.value("""
                insert into audience (name, size, definition, recipe_hash, report) values ('gaps', 5, '{}', '', '{}')
                returning id"""));
        Ranking ranking = new Ranking(new long[]{4, 777, 2, 778, 5}, new double[]{-1, 0, 0.5, 0.75, 2});

        try (Connection connection = dataSource.getConnection()) {
            MemberRows rows = new MemberRows(connection, id);
            assertThat(rows.insert(new Computed(null, null, ranking, null, new long[]{1, 779, 3}, new int[]{1, 2, 2})))
                    .isEqualTo(3);
        }

        assertThat(
                database.column("select rank || ':' || customer_id || ':' || score from audience_member order by rank"))
                .containsExactly("1:4:-1", "2:2:0.5", "3:5:2");
        assertThat(database.column("select customer_id || ':' || seed_group from audience_seed order by customer_id"))
                .containsExactly("1:1", "3:2");
    }
}
