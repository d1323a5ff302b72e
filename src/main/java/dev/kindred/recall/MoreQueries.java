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

    /** Rows of one pass: more gain little, and a cancel waits for less. */
    private static final int ROWS = 50;

    private final JobRun run;
    private final Answers answers;
    private final Steps steps;

    MoreQueries(JobRun run, Answers answers, Steps steps) {
        this.run = run;
        this.answers = answers;
        this.steps = steps;
    }

    /** Until the time is over, in {@link System#nanoTime}; tells how many. */
    int measure(List<Sampled> sample, long end) throws SQLException {
        int done = 0;
        while (done < sample.size() && System.nanoTime() < end) {
            run.stopIfCancelled();
            run.progress(0.99, "%,d more queries without filter".formatted(done));
            List<Sampled> rows = sample.subList(done, Math.min(sample.size(), done + ROWS));
            measure(rows);
            done += rows.size();
        }
        return done;
    }

    private void measure(List<Sampled> rows) throws SQLException {
        answers.begin();
        List<Sampled> bounded = new ArrayList<>();
        List<Double> bounds = new ArrayList<>();
        List<Map<Step, Answer>> all = new ArrayList<>();
        for (Sampled row : rows) {
            Map<Step, Answer> found = new LinkedHashMap<>();
            double bound = Double.POSITIVE_INFINITY;
            for (Step step : steps.of(ALL)) {
                if (!step.isExact() && step.limit() == LIMIT) {
                    Answer answer = answers.nearest(new Question(ALL, row, null, 0), LIMIT, step.setting());
                    found.put(step, answer);
                    bound = answer.distances().length < LIMIT
                            ? bound
                            : Math.min(bound, answer.distances()[LIMIT - 1]);
                }
            }
            if (Double.isFinite(bound)) { // else the index came up short with every setting
                bounded.add(row);
                bounds.add(bound);
                all.add(found);
            }
        }
        add(all, answers.within(bounded, bounds));
        answers.end();
    }

    private void add(List<Map<Step, Answer>> all, List<double[]> exact) {
        for (int i = 0; i < all.size(); i++) {
            double[] distances = exact.get(i);
            all.get(i).forEach((step, found) -> steps.cell(step, ALL).add(
                    found.distances().length < LIMIT ? 1 : Measurement.recall(distances, found.distances(), LIMIT),
                    found.nanos(), found.distances().length < LIMIT));
        }
    }
}
