package dev.kindred.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class BestRowsTest {

    private record Row(long id, double score) {}

    @Test
    void theBestAreThoseOfASortedListTiesByIdWhateverTheOrderOfArrival() {
        Random random = new Random(3);
        for (int count : new int[]{0, 1, 2, 7, 1_023, 1_025, 5_000}) {
            for (int limit : new int[]{1, 2, 24, 1_024, 1_500, 6_000}) {
                List<Row> rows = new ArrayList<>();
                BestRows best = new BestRows(limit);
                for (int i = 0; i < count; i++) {
                    Row row = new Row(random.nextInt(1_000_000) * 10_000L + i, random.nextInt(50)); // many ties
                    rows.add(row);
                    best.offer(row.id(), row.score());
                }
                rows.sort(Comparator.comparingDouble(Row::score).thenComparingLong(Row::id));
                List<Row> expected = rows.subList(0, Math.min(limit, count));

                Ranking ranking = best.ranking();

                assertThat(ranking.ids()).containsExactly(expected.stream().mapToLong(Row::id).toArray());
                assertThat(ranking.scores()).containsExactly(expected.stream().mapToDouble(Row::score).toArray());
            }
        }
    }
}
