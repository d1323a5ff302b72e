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

import dev.kindred.database.Snapshot;
import dev.kindred.plan.EstimatedPlan;
import dev.kindred.recall.RowFilter.Bound;
import dev.kindred.recall.RowFilter.Sort;

/** Puts a calibration's questions to the database, by the index or by comparing all rows. */
final class Answers {

    /** Pages to estimate from where a region or side ends. */
    private static final double SAMPLED_PAGES = 2_000;

    private final Connection connection;
    private final Subject subject;
    private final double sampledPercent;

    Answers(Connection connection, Subject subject, long pages) {
        this.connection = connection;
        this.subject = subject;
        this.sampledPercent = Math.min(100, 100 * SAMPLED_PAGES / Math.max(1, pages));
    }

    /** A row of the table. */
    record Sampled(String place, String vector) {}

    /**
     * A question.
     *
     * @param bound of the rows that the filter keeps, if any
     * @param seed  of the chance by which the filter may keep rows
     */
    record Question(RowFilter filter, Sampled query, Bound bound, long seed) {}

    /** Distances, nearest first; those that are none left out. */
    record Answer(double[] distances, long nanos) {}

    /** What follows shares one snapshot, until {@link #end}. */
    void begin() throws SQLException {
        Snapshot.open(connection, null);
    }

    void end() throws SQLException {
        connection.rollback();
    }

    /**
     * Rows to look for the neighbours of, or to be the centres of regions.
     *
     * @param skipped rows of the same seed that were used already
     */
    List<Sampled> sample(long seed, int rows, int skipped) throws SQLException {
        List<Sampled> sample = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(subject.sample())) {
            statement.setLong(1, seed);
            statement.setInt(2, rows);
            statement.setInt(3, skipped);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sample.add(new Sampled(row.getString(1), row.getString(2)));
                }
            }
        }
        return sample;
    }

    /** Within what the rows of a region or side are, by the share of all rows that it has. */
    Map<Double, Bound> bounds(Sort sort, String vector) throws SQLException {
        Map<Double, Bound> bounds = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(subject.bounds(sort, sampledPercent))) {
            statement.setArray(1, connection.createArrayOf("float8",
                    Arrays.stream(RowFilter.SHARES).boxed().toArray()));
            statement.setObject(2, vector, Types.OTHER);
            try (ResultSet row = statement.executeQuery()) {
                for (int i = 0; row.next(); i++) {
                    bounds.put(RowFilter.SHARES[i], new Bound(vector, row.getDouble(1)));
                }
            }
        }
        return bounds;
    }

    /** The truly nearest, as many as any search may ask for. */
    Answer exact(Question question) throws SQLException {
        prefer(false);
        return answer(subject.exact(question.filter()), question, false);
    }

    /** What the index finds. */
    Answer nearest(Question question, int limit, int setting) throws SQLException {
        prefer(true);
        execute("set local %s = %d".formatted(subject.search().settingName(), setting));
        return answer(subject.nearest(question.filter(), limit, setting), question, true);
    }

    /** For each row of a sample, the distances of all others within a bound, nearest first. */
    List<double[]> within(List<Sampled> sample, List<Double> bounds) throws SQLException {
        prefer(false);
        return new TrueNeighbors(connection, subject).within(sample, bounds);
    }

    /** What the planner makes of it. */
    EstimatedPlan estimate(Question question, int limit, int setting) throws SQLException {
        prefer(true);
        return EstimatedPlan.of(connection, subject.nearest(question.filter(), limit, setting),
                statement -> bind(statement, question, true));
    }

    private Answer answer(String sql, Question question, boolean isNearest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, question, isNearest);
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

    private void bind(PreparedStatement statement, Question question, boolean isNearest) throws SQLException {
        statement.setObject(1, question.query().vector(), Types.OTHER);
        statement.setString(2, question.query().place());
        int next = question.filter().bind(statement, 3, question.seed(), question.bound());
        if (isNearest && subject.search().reranked()) {
            statement.setObject(next, question.query().vector(), Types.OTHER);
        }
    }

    /** The planner is not to choose here: either the index is measured or the comparison of all rows. */
    private void prefer(boolean isIndex) throws SQLException {
        execute("set local enable_seqscan = " + (isIndex ? "off" : "on"));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
