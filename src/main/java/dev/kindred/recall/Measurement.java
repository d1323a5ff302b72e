package dev.kindred.recall;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.kindred.job.JobRun;
import dev.kindred.plan.EstimatedPlan;
import dev.kindred.problem.Unsuitable;
import dev.kindred.recall.Answers.Answer;
import dev.kindred.recall.Answers.Question;
import dev.kindred.recall.Answers.Sampled;
import dev.kindred.recall.RowFilter.Bound;
import dev.kindred.recall.RowFilter.Sort;
import dev.kindred.recall.Steps.Step;

/**
 * Runs sampled queries against the exact answer. Each query in a short transaction of its own, whose snapshot all of its
 * answers share: one for the whole time would keep the database from cleaning up behind writers.
 */
final class Measurement {

    /** This many are done whatever the time. */
    private static final int LEAST_QUERIES = 50;

    /** For each query as many more of the kind that most searches are. */
    private static final int MORE = 9;

    private static final int FEW_QUERIES = 4;
    private static final int SOME_QUERIES = 12;

    /**
     * Filters take most of the time, and most searches have none: so only each second query is run behind filters, too, and
     * of regions and sides behind one of both.
     */
    private static final int QUERIES_A_FILTERED_ONE = 2;

    private final JobRun run;
    private final Runnable check;
    private final Answers answers;
    private final Subject subject;
    private final List<RowFilter> filters;
    private final Steps steps;
    private int queries;

    /** With a check, made before each query, that throws where the job is to end. */
    Measurement(JobRun run, Runnable check, Answers answers, Subject subject, long rows) {
        this.run = run;
        this.check = check;
        this.answers = answers;
        this.subject = subject;
        this.filters = RowFilter.over(rows, subject.sorts());
        this.steps = new Steps(subject, filters, rows);
    }

    /**
     * Measures.
     *
     * @param most   queries
     * @param budget nanoseconds after which no further query is begun
     */
    List<RecallPoint> measure(int most, long budget) throws SQLException {
        long start = System.nanoTime();
        answers.begin();
        List<Sampled> sample = answers.sample(run.id(), 2 * most, 0); // others each time, the same in a second attempt
        requireUsed(sample.get(0));
        answers.end();
        int wanted = Math.min(most, sample.size() / 2);
        long end = start + budget / 2;
        measure(sample.get(0), sample.get(wanted).vector(), false); // the first one finds cold caches and plans nothing yet
        for (queries = 0; queries < wanted; queries++) {
            long now = System.nanoTime();
            if (queries >= LEAST_QUERIES && now > end) {
                break;
            }
            run.progress(Math.max((double) queries / wanted, Math.min(0.99, (double) (now - start) / (end - start))),
                    "query %d of %d".formatted(queries + 1, wanted));
            measure(sample.get(queries), sample.get(wanted + queries).vector(), true);
            giveUp(queries + 1);
        }
        if (subject.isDense()) {
            queries += new MoreQueries(run, check, answers, steps).measure(run.id(), MORE * most, sample.size(),
                    start + budget);
        }
        return steps.points();
    }

    /** Of the limit and filter with most of them. */
    int queries() {
        return queries;
    }

    /**
     * Few queries tell what is hopelessly slow, more what is not worth it. What they tell of recall is no reason to give up:
     * rows that are hard to find may be rare.
     */
    private void giveUp(int done) {
        if (done == FEW_QUERIES) {
            steps.dropSlower(5);
        } else if (done == SOME_QUERIES) {
            steps.dropSlower(3);
        } else if (done == LEAST_QUERIES) {
            steps.dropSlower(2);
        }
    }

    /** Of several indexes of the same expression and operator, the planner takes the one that it finds cheapest. */
    private void requireUsed(Sampled query) throws SQLException {
        EstimatedPlan plan = answers.estimate(new Question(new RowFilter(1, Sort.NONE), query, null, 0),
                Ladder.LIMITS[0], 1);
        if (!plan.indexes().contains(subject.search().index())) {
            throw new Unsuitable("PostgreSQL would not use index '%s' for any search: %s.".formatted(
                    subject.index().name(), plan.indexes().isEmpty()
                            ? "it compares all rows"
                            : "it finds '%s' cheaper; drop the one that is not wanted"
                                    .formatted(String.join("', '", plan.indexes()))));
        }
    }

    private void measure(Sampled query, String center, boolean isKept) throws SQLException {
        check.run();
        answers.begin();
        Map<Sort, Map<Double, Bound>> bounds = new EnumMap<>(Sort.class);
        for (Sort sort : sorts(queries)) {
            bounds.put(sort, switch (sort) {
                case REGION -> answers.bounds(sort, center);
                case SIDE -> answers.bounds(sort, direction(run.id() + queries));
                default -> Map.of();
            });
        }
        for (RowFilter filter : filters) {
            Map<Double, Bound> ofSort = bounds.getOrDefault(filter.sort(), Map.of());
            if (ofSort.containsKey(filter.kept()) || bounds.containsKey(filter.sort()) && !filter.isBounded()) {
                measure(new Question(filter, query, ofSort.get(filter.kept()), run.id() + queries), isKept);
            }
        }
        answers.end();
    }

    /** Those of one query, in turn. */
    private List<Sort> sorts(int query) {
        List<Sort> all = subject.sorts();
        if (query % QUERIES_A_FILTERED_ONE != 0) {
            return List.of(Sort.NONE);
        }
        boolean isSide = all.contains(Sort.SIDE) && query / QUERIES_A_FILTERED_ONE % 2 == 0;
        return List.of(Sort.NONE, Sort.CHANCE, isSide ? Sort.SIDE : Sort.REGION);
    }

    /** Any one, as a vector; of normal elements, so that all directions are equally likely. */
    private String direction(long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, subject.index().dimensions()).mapToObj(i -> Double.toString(random.nextGaussian()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void measure(Question question, boolean isKept) throws SQLException {
        RowFilter filter = question.filter();
        Answer exact = answers.exact(question);
        for (Step step : exact.distances().length == 0 ? List.<Step>of() : steps.of(filter)) {
            Answer found = step.isExact() ? exact : answers.nearest(question, step.limit(), step.setting());
            if (isKept) {
                add(steps.cell(step, filter), step, exact, found);
            }
        }
    }

    /** As a search does: where the index gives fewer rows than asked for, it compares all. */
    private static void add(Cell cell, Step step, Answer exact, Answer found) {
        boolean isShort = found.distances().length < step.limit() && !step.isExact();
        cell.add(isShort ? 1 : recall(exact.distances(), found.distances(), step.limit()),
                found.nanos() + (isShort ? exact.nanos() : 0), isShort);
    }

    /** By distance, so that of equally near rows any will do. */
    static double recall(double[] exact, double[] found, int limit) {
        int wanted = Math.min(limit, exact.length);
        double farthest = exact[wanted - 1];
        long hits = Arrays.stream(found).limit(limit).filter(distance -> distance <= farthest).count();
        return Math.min(1, (double) hits / wanted);
    }
}
