package dev.kindred.recall;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.kindred.job.JobRun;
import dev.kindred.recall.Answers.Answer;
import dev.kindred.recall.Answers.Question;
import dev.kindred.recall.Answers.Sampled;
import dev.kindred.recall.RowFilter.Sort;
import dev.kindred.recall.Steps.Step;

/**
 * Measures what most searches ask for, a few neighbours without filter, by many more queries than all else: where recall
 * rises slowly, a hundredth of it is half of the speed. The true neighbours are found for many rows in one pass: they are
 * within the farthest of those that the index has found, as many as were asked for.
 */
final class MoreQueries {

    private static final RowFilter ALL = new RowFilter(1, Sort.NONE);
    private static final int LIMIT = Ladder.LIMITS[0];

    /** Rows of one pass and transaction: more gain little. */
    private static final int ROWS = 200;

    private final JobRun run;
    private final Runnable check;
    private final Answers answers;
    private final Steps steps;

    MoreQueries(JobRun run, Runnable check, Answers answers, Steps steps) {
        this.run = run;
        this.check = check;
        this.answers = answers;
        this.steps = steps;
    }

    /**
     * Until the time is over, in {@link System#nanoTime}.
     *
     * @param seed    of the sample
     * @param most    queries
     * @param skipped rows of the sample that were used already
     * @return how many there were
     */
    int measure(long seed, int most, int skipped, long end) throws SQLException {
        int done = 0;
        int rows = ROWS;
        while (rows == ROWS && done < most && System.nanoTime() < end) {
            check.run();
            run.progress(0.99, "%,d more queries without filter".formatted(done));
            rows = measure(seed, Math.min(ROWS, most - done), skipped + done);
            done += rows;
        }
        return done;
    }

    /** Each pass in a transaction of its own; tells how many rows there still were. */
    private int measure(long seed, int count, int skipped) throws SQLException {
        answers.begin();
        List<Sampled> rows = answers.sample(seed, count, skipped);
        List<Found> all = new ArrayList<>();
        for (Sampled row : rows) {
            Found found = found(row);
            if (Double.isFinite(found.farthest())) { // else the index came up short with every setting
                all.add(found);
            }
        }
        add(all, answers.within(all.stream().map(Found::row).toList(), all.stream().map(Found::farthest).toList()));
        answers.end();
        return rows.size();
    }

    /**
     * What the index gave.
     *
     * @param farthest the true neighbours are no further
     */
    private record Found(Sampled row, Map<Step, Answer> answers, double farthest) {}

    private Found found(Sampled row) throws SQLException {
        Map<Step, Answer> found = new LinkedHashMap<>();
        double farthest = Double.POSITIVE_INFINITY;
        for (Step step : steps.of(ALL)) {
            if (!step.isExact() && step.limit() == LIMIT) {
                Answer answer = answers.nearest(new Question(ALL, row, null, 0), LIMIT, step.setting());
                found.put(step, answer);
                farthest = isShort(answer) ? farthest : Math.min(farthest, answer.distances()[LIMIT - 1]);
            }
        }
        return new Found(row, found, farthest);
    }

    private static boolean isShort(Answer answer) {
        return answer.distances().length < LIMIT;
    }

    private void add(List<Found> all, List<double[]> exact) {
        for (int i = 0; i < all.size(); i++) {
            double[] distances = exact.get(i);
            if (distances.length >= LIMIT) {
                all.get(i).answers().forEach((step, answer) -> steps.cell(step, ALL).add(
                        isShort(answer) ? 1 : Measurement.recall(distances, answer.distances(), LIMIT),
                        answer.nanos(), isShort(answer)));
            }
        }
    }
}
