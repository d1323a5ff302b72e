package dev.kindred.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.index.Indexes;
import dev.kindred.recall.Answers.Question;
import dev.kindred.recall.Answers.Sampled;
import dev.kindred.recall.RowFilter.Sort;

/** That the neighbours found in one pass for many rows are those that PostgreSQL finds for each by comparing all. */
@QuarkusTest
@TestProfile(EveryTable.class)
class TrueNeighborsTest {

    private static final RowFilter ALL = new RowFilter(1, Sort.NONE);
    private static final int SAMPLED = 40;
    private static final int LIMIT = 10;

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Indexes indexes;

    /** More rows than a block has, with some dead ones, all-zero ones and such as have no vector among them. */
    @BeforeEach
    void makeTable() {
        database.execute("select setseed(0.6)", """
                create table neighborhood as
                select i as id, (case when i % 500 = 1 then '[0,0,0,0,0]' when i % 500 > 2 then v end)::vector(5) as v,
                       v::halfvec(5) as h, i % 3 > 0 as is_some
                  from (select i, array_agg(i % 7 + random_normal())::real[]::vector as v
                          from generate_series(1, 9000) as i, generate_series(1, 5) group by i) as made""",
                "delete from neighborhood where id % 11 = 0", "update neighborhood set id = -id where id % 13 = 0");
    }

    @AfterEach
    void drop() {
        database.execute("drop table neighborhood");
    }

    @ParameterizedTest
    @CsvSource({"v vector_l2_ops", "v vector_cosine_ops", "v vector_ip_ops", "v vector_l1_ops", "h halfvec_l2_ops",
            "h halfvec_cosine_ops", "(v::halfvec(5)) halfvec_ip_ops"})
    void theyAreThoseOfComparingAllRows(String indexed) throws SQLException {
        database.execute("create index neighborhood_index on neighborhood using hnsw (%s) where is_some"
                .formatted(indexed));

        check();
    }

    private void check() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Answers answers = new Answers(connection, Subject.of(indexes.named("neighborhood_index"), null), 100);
            answers.begin();
            List<Sampled> sample = answers.sample(3, SAMPLED, 5).stream()
                    .filter(row -> exact(answers, row).length >= LIMIT).toList(); // all-zero ones have no neighbours
            List<double[]> exact = sample.stream().map(row -> exact(answers, row)).toList();
            List<double[]> within = answers.within(sample,
                    exact.stream().map(distances -> distances[LIMIT - 1]).toList());
            assertThat(sample).hasSizeGreaterThan(SAMPLED / 2);
            for (int i = 0; i < sample.size(); i++) {
                assertThat(Arrays.copyOf(within.get(i), LIMIT)).as("neighbours of %s", sample.get(i))
                        .containsExactly(Arrays.copyOf(exact.get(i), LIMIT));
                assertThat(within.get(i)).as("few more than those").hasSizeLessThan(2 * LIMIT);
            }
            connection.rollback();
        }
    }

    private static double[] exact(Answers answers, Sampled row) {
        try {
            return answers.exact(new Question(ALL, row, null, 0)).distances();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void aRowWithHundredsOfDuplicatesTellsNothing() throws SQLException {
        database.execute("update neighborhood set v = '[1,2,3,4,5]' where id between 1 and 2000",
                "create index neighborhood_index on neighborhood using hnsw (v vector_l2_ops)");
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Answers answers = new Answers(connection, Subject.of(indexes.named("neighborhood_index"), null), 100);
            answers.begin();
            List<double[]> within = answers.within(List.of(new Sampled("(0,1)", "[1,2,3,4,5]"),
                    new Sampled("(0,1)", "[100,0,0,0,0]")), List.of(0.0, 95.0));

            assertThat(within.get(0)).isEmpty();
            assertThat(within.get(1)).isNotEmpty().isSorted();
            connection.rollback();
        }
    }
}
