package dev.kindred.model;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.job.CancelWatch;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.TooLarge;
import dev.kindred.vector.BinaryCopy;
import dev.kindred.vector.ContentHash;
import dev.kindred.vector.FloatMatrixBuilder;
import dev.kindred.vector.SpoolFullException;

/** Reads a table into memory, or into a spool file where it does not fit. */
@ApplicationScoped
class TrainingReader {

    /** Squares of larger values leave the range in which float32 distances mean anything. */
    static final double LARGEST_VALUE = 1e15;

    private final AgroalDataSource dataSource;
    private final TrainingSpool spool;
    private final TrainingConfig config;

    TrainingReader(AgroalDataSource dataSource, TrainingSpool spool, TrainingConfig config) {
        this.dataSource = dataSource;
        this.spool = spool;
        this.config = config;
    }

    /** Bytes for the points; as many again are left to the algorithm. */
    long memoryBudget() {
        long all = config.memory().map(size -> size.asLongValue()).orElse(Runtime.getRuntime().maxMemory() / 2);
        return all / 2;
    }

    /**
     * Reads all rows in one read-only snapshot. The connection is given back before this returns.
     *
     * @throws Invalid               if a value is NaN, infinite or beyond ±10¹⁵, naming the column; if vectors differ in
     *                               length; if no row is left; if the rows do not fit into the spool
     * @throws CancellationException if it was cancelled
     */
    TrainingData read(VectorSource source, BooleanSupplier cancelled) {
        return read(source, new Rows(source), cancelled,
                (connection, hash, rows) -> BinaryCopy.read(connection, source.query(), hash, rows));
    }

    /** What is read with keys; {@code keys} by row. */
    record Keyed(TrainingData data, List<String> keys) {}

    /**
     * The same with each row's primary key, for an algorithm that needs all rows in memory.
     *
     * @param limit what they may be
     * @throws TooLarge if they are more
     */
    Keyed readKeyed(VectorSource source, RowLimit limit, BooleanSupplier cancelled) {
        List<String> keys = new ArrayList<>();
        TrainingData data = read(source, new Rows(source), cancelled,
                (connection, hash, rows) -> BinaryCopy.read(connection, source.keyedQuery(), row -> {
                    if (row.isNull(0)) {
                        rows.missing();
                        return;
                    }
                    limit.require(source.table(), keys.size() + 1L);
                    requireRoom(source, keys.size() + 1L, row.dimensions(0));
                    row.hashInto(hash);
                    float[] vector = new float[row.dimensions(0)];
                    row.vector(0, vector, 0);
                    rows.row(vector, vector.length, 1);
                    keys.add(new String(row.bytes(1), StandardCharsets.UTF_8));
                }));
        return new Keyed(data, keys);
    }

    /** The points, a working copy of them, and that in double where it must be exact, are four times the points. */
    private void requireRoom(VectorSource source, long rows, int dimensions) {
        if (rows * dimensions * Float.BYTES > memoryBudget() / 2) {
            throw new TooLarge(
                    "Table '%s' does not fit into memory: %d rows of %d dimensions, four times over, are more than %d MB. "
                            .formatted(source.table().name(), rows, dimensions, 2 * memoryBudget() >> 20)
                            + "Raise kindred.training.memory, or cluster a view with fewer rows.");
        }
    }

    /** How the rows are read. */
    private interface Reading {
        void read(Connection connection, ContentHash hash, Rows rows) throws SQLException;
    }

    private TrainingData read(VectorSource source, Rows sink, BooleanSupplier cancelled, Reading reading) {
        long start = System.nanoTime();
        ContentHash hash = new ContentHash();
        String snapshot;
        try (Rows rows = sink) {
            try (Connection connection = dataSource.getConnection();
                    CancelWatch watch = CancelWatch.over(cancelled, connection)) {
                connection.setAutoCommit(false);
                snapshot = openSnapshot(connection);
                reading.read(connection, hash, rows);
            } catch (SQLException | UnusableValue refused) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
                explain(source);
                throw new IllegalStateException("Table '%s' could not be read".formatted(source.table().name()),
                        refused);
            } catch (SpoolFullException full) {
                throw new Invalid("Table '%s' is too large: %s. Raise kindred.training.spool-limit or train on a view "
                        .formatted(source.table().name(), full.getMessage()) + "with fewer rows or columns.");
            }
            return rows.finish(snapshot, hash.finish(), (System.nanoTime() - start) / 1e9);
        }
    }

    private static String openSnapshot(Connection connection) throws SQLException {
        Snapshot.begin(connection);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_snapshot()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    private void explain(VectorSource source) {
        try (Connection connection = dataSource.getConnection()) {
            UnusableValues.explain(connection, source);
        } catch (SQLException unexplained) {
            throw new IllegalStateException("Table '%s' could not be read".formatted(source.table().name()),
                    unexplained);
        }
    }

    /** Stops the reading; {@link UnusableValues} then says where the value is. */
    private static final class UnusableValue extends RuntimeException {}

    /** Collects the rows as they arrive. */
    private final class Rows implements BinaryCopy.Sink, AutoCloseable {
        private final VectorSource source;
        private FloatMatrixBuilder points;
        private float[] weights = new float[0];
        private int dimensions;
        private long skippedRows;

        Rows(VectorSource source) {
            this.source = source;
        }

        @Override
        public void row(float[] vector, int length, float weight) {
            if (points == null) {
                dimensions = length;
                points = new FloatMatrixBuilder(length).memoryBudget(memoryBudget())
                        .spool(spool.directory(), config.spoolLimit().asLongValue());
            } else if (length != dimensions) {
                throw new Invalid("Column '%s' holds vectors of %d and of %d dimensions; all must have the same."
                        .formatted(source.names().get(0), dimensions, length));
            }
            requireUsable(vector, length, weight);
            if (source.weights() != null) {
                addWeight(weight);
            }
            points.append(vector, 0, 1);
        }

        private void requireUsable(float[] vector, int length, float weight) {
            float largest = 0;
            for (int j = 0; j < length; j++) {
                largest = Math.max(largest, Math.abs(vector[j]));
            }
            if (largest > LARGEST_VALUE || !(weight >= 0 && weight <= LARGEST_VALUE)) {
                throw new UnusableValue();
            }
        }

        private void addWeight(float weight) {
            int row = Math.toIntExact(points.rows());
            if (row == weights.length) {
                weights = Arrays.copyOf(weights, Math.max(1_024, row + row / 2));
            }
            weights[row] = weight;
        }

        @Override
        public void missing() {
            skippedRows++;
        }

        TrainingData finish(String snapshot, String contentHash, double seconds) {
            if (points == null) {
                throw new Invalid("Table '%s' has no row to train on: %d row(s), each %s.".formatted(
                        source.table().name(), skippedRows, source.whyMissing()));
            }
            float[] trimmed = source.weights() == null
                    ? null
                    : Arrays.copyOf(weights, Math.toIntExact(points.rows()));
            return new TrainingData(points.finish(), trimmed, skippedRows, snapshot, contentHash, seconds);
        }

        @Override
        public void close() {
            if (points != null) {
                points.close();
            }
        }
    }
}
