package dev.kindred.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.kindred.job.JobRun;
import dev.kindred.problem.Unsuitable;
import dev.kindred.recall.Steps.Step;

/**
 * Runs sampled queries against the exact answer. Each query in a short transaction of its own, whose snapshot all of its
 * answers share: one for the whole time would keep the database from cleaning up behind writers.
 */
final class Measurement {

    /** This many are done whatever the time. */
    private static final int LEAST_QUERIES = 30;

    private static final int FEW_QUERIES = 4;

    /** Pages to estimate from how far the rows of a region are. */
    private static final double SAMPLED_PAGES = 2_000;

    private final JobRun run;
    private final Connection connection;
    private final Subject subject;
    private final List<RowFilter> filters;
    private final Steps steps;
    private final double sampledPercent;
    private int queries;

    /** A row whose neighbours are looked for, or around which a region is. */
    private record Sampled(String place, String vector) {}

    /** An answer: distances, nearest first. */
    private record Answer(double[] distances, long nanos) {}

    Measurement(JobRun run, Connection connection, Subject subject, long rows, long pages) {
        this.run = run;
        this.connection = connection;
        this.subject = subject;
        this.filters = RowFilter.over(rows);
        this.steps = new Steps(subject, filters, rows);
        this.sampledPercent = Math.min(100, 100 * SAMPLED_PAGES / Math.max(1, pages));
    }

    /**
     * Measures.
     *
     * @param most   queries
     * @param budget nanoseconds after which no further query is begun
     */
    List<RecallPoint> measure(int most, long budget) throws SQLException {
        long start = System.nanoTime();
        begin();
        List<Sampled> sample = sample(2 * most);
        requireUsed(sample.get(0));
        connection.rollback();
        int wanted = sample.size() / 2;
        measure(sample.get(0), sample.get(wanted), false); // the first one finds cold caches and plans nothing yet
        for (queries = 0; queries < wanted; queries++) {
            long used = System.nanoTime() - start;
            if (queries >= LEAST_QUERIES && used > budget) {
                break;
            }
            run.progress(Math.max((double) queries / wanted, Math.min(0.99, (double) used / budget)),
                    "query %d of %d".formatted(queries + 1, wanted));
            measure(sample.get(queries), sample.get(wanted + queries), true);
            giveUp(queries + 1);
        }
        return steps.points();
    }

    int queries() {
        return queries;
    }

    /** Few queries tell what is hopeless, more what is not worth it. */
    private void giveUp(int done) {
        if (done == FEW_QUERIES) {
            steps.dropSlower(4);
        } else if (done == LEAST_QUERIES) {
            steps.dropSlower(2);
            steps.dropPerfect();
        }
    }

    private void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
            statement.execute("set local jit = off");
        }
    }

    private List<Sampled> sample(int rows) throws SQLException {
        List<Sampled> sample = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(subject.sample())) {
            statement.setLong(1, run.id()); // others each time, and the same in a second attempt
            statement.setInt(2, rows);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sample.add(new Sampled(row.getString(1), row.getString(2)));
                }
            }
        }
        return sample;
    }

    /** Of several indexes of the same expression and operator, the planner takes the one that it finds cheapest. */
    private void requireUsed(Sampled query) throws SQLException {
        prefer(true);
        String sql = PlanEstimate.EXPLAIN + subject.nearest(filters.get(0), Ladder.LIMITS[0], 1);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, filters.get(0), query, query, 0, true);
            PlanEstimate plan = PlanEstimate.of(statement);
            if (!plan.indexes().contains(subject.search().index())) {
                throw new Unsuitable("PostgreSQL would not use index '%s' for any search: %s.".formatted(
                        subject.index().name(), plan.indexes().isEmpty()
                                ? "it compares all rows"
                                : "it finds '%s' cheaper; drop the one that is not wanted"
                                        .formatted(String.join("', '", plan.indexes()))));
            }
        }
    }

    private void measure(Sampled query, Sampled center, boolean isKept) throws SQLException {
        run.stopIfCancelled();
        begin();
        Map<Double, Double> radii = radii(center);
        for (RowFilter filter : filters) {
            double radius = radii.getOrDefault(filter.kept(), Double.POSITIVE_INFINITY);
            prefer(false);
            Answer exact = answer(subject.exact(filter), filter, query, center, radius, false);
            prefer(true);
            for (Step step : exact.distances().length == 0 ? List.<Step>of() : steps.of(filter)) {
                Answer found = step.isExact() ? exact : found(step, filter, query, center, radius);
                if (isKept) {
                    add(steps.cell(step, filter), step, exact, found);
                }
            }
        }
        connection.rollback();
    }

    private Answer found(Step step, RowFilter filter, Sampled query, Sampled center, double radius)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local %s = %d".formatted(subject.search().settingName(), step.setting()));
        }
        return answer(subject.nearest(filter, step.limit(), step.setting()), filter, query, center, radius, true);
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

    private Map<Double, Double> radii(Sampled center) throws SQLException {
        Map<Double, Double> radii = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(subject.radii(sampledPercent))) {
            statement.setArray(1, connection.createArrayOf("float8",
                    Arrays.stream(RowFilter.SHARES).boxed().toArray()));
            statement.setObject(2, center.vector(), Types.OTHER);
            try (ResultSet row = statement.executeQuery()) {
                for (int i = 0; row.next(); i++) {
                    radii.put(RowFilter.SHARES[i], row.getDouble(1));
                }
            }
        }
        return radii;
    }

    private Answer answer(String sql, RowFilter filter, Sampled query, Sampled center, double radius,
            boolean isNearest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, filter, query, center, radius, isNearest);
            long start = System.nanoTime();
            double[] distances = new double[Subject.MOST];
            int count = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    distances[count] = row.getDouble(1);
                    count += Double.isNaN(distances[count]) ? 0 : 1; // all-zero vectors have no direction
                }
            }
            return new Answer(Arrays.copyOf(distances, count), System.nanoTime() - start);
        }
    }

    private void bind(PreparedStatement statement, RowFilter filter, Sampled query, Sampled center, double radius,
            boolean isNearest) throws SQLException {
        statement.setObject(1, query.vector(), Types.OTHER);
        statement.setString(2, query.place());
        int next = filter.bind(statement, 3, run.id() + queries, center.vector(), radius);
        if (isNearest && subject.search().reranked()) {
            statement.setObject(next, query.vector(), Types.OTHER);
        }
    }

    /** The planner is not to choose here: either the index is measured or the comparison of all rows. */
    private void prefer(boolean isIndex) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local enable_seqscan = " + (isIndex ? "off" : "on"));
        }
    }
}
