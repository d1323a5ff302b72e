package dev.kindred.model;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.problem.Invalid;
import dev.kindred.vector.BinaryCopy;
import dev.kindred.vector.FloatMatrix;

/**
 * What a training reads from its table.
 *
 * @param points      n × d, the rows without NULL
 * @param skippedRows rows left out because a column is NULL
 */
record TrainingData(FloatMatrix points, long skippedRows) {

    /** Squares of larger values leave the range in which float32 distances mean anything. */
    static final double LARGEST_VALUE = 1e15;

    /**
     * Reads all rows in one read-only snapshot. The connection is given back before this returns.
     *
     * @throws Invalid if a value is NaN, infinite or beyond ±10¹⁵, naming the column; if vectors differ in length; if
     *                 no row is left
     */
    static TrainingData read(AgroalDataSource dataSource, FeatureColumns features) {
        Rows rows = new Rows(features);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
            }
            BinaryCopy.read(connection, features.query(), rows);
        } catch (SQLException | UnusableValue refused) {
            explain(dataSource, features);
            throw new IllegalStateException("Table '%s' could not be read".formatted(features.table().name()), refused);
        }
        return rows.finish();
    }

    /** Finds the column that stopped the reading. Asked only after a failure, so that good data is read once. */
    private static void explain(AgroalDataSource dataSource, FeatureColumns features) {
        try (Connection connection = dataSource.getConnection()) {
            for (SourceColumn column : features.columns()) {
                refuseUnusable(connection, features, column);
            }
        } catch (SQLException unexplained) {
            throw new IllegalStateException("Table '%s' could not be read".formatted(features.table().name()),
                    unexplained);
        }
    }

    private static void refuseUnusable(Connection connection, FeatureColumns features, SourceColumn column)
            throws SQLException {
        // NaN and infinity compare as larger than every number, in floats and numerics alike.
        String isUnusable = features.isVector()
                ? "(select max(abs(e)) from unnest(%1$s::real[]) as e) > 1e15"
                : "%1$s not between -1e15 and 1e15";
        String query = ("select count(*), left(min(%1$s::text), 60) from %2$s where " + isUnusable)
                .formatted(column.quoted(), features.table().quoted());
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            if (row.getLong(1) > 0) {
                throw new Invalid(("Column '%s' holds %d value(s) that are NaN, infinite or beyond ±1e15, such as %s; "
                        + "mend or exclude those rows, for example with a view.")
                        .formatted(column.name(), row.getLong(1), row.getString(2)));
            }
        }
    }

    /** Stops the reading; {@link #explain} then says where the value is. */
    private static final class UnusableValue extends RuntimeException {}

    /** Collects the rows as they arrive. */
    private static final class Rows implements BinaryCopy.Sink {
        private final FeatureColumns features;
        private float[] values = new float[1024];
        private int dimensions;
        private int rows;
        private long skippedRows;

        Rows(FeatureColumns features) {
            this.features = features;
        }

        @Override
        public void vector(float[] vector, int length) {
            if (rows == 0) {
                dimensions = length;
            } else if (length != dimensions) {
                throw new Invalid("Column '%s' holds vectors of %d and of %d dimensions; all must have the same."
                        .formatted(features.names().get(0), dimensions, length));
            }
            reserve();
            for (int j = 0; j < length; j++) {
                if (Math.abs(vector[j]) > LARGEST_VALUE) {
                    throw new UnusableValue();
                }
                values[rows * dimensions + j] = vector[j];
            }
            rows++;
        }

        private void reserve() {
            long needed = (rows + 1L) * dimensions;
            if (needed > values.length) {
                values = Arrays.copyOf(values, Math.toIntExact(Math.max(needed, values.length * 3L / 2)));
            }
        }

        @Override
        public void missing() {
            skippedRows++;
        }

        TrainingData finish() {
            if (rows == 0) {
                throw new Invalid("Table '%s' has no row to train on: %d row(s), each with a NULL in %s.".formatted(
                        features.table().name(), skippedRows, features.names()));
            }
            return new TrainingData(new FloatMatrix(values, rows, dimensions), skippedRows);
        }
    }
}
