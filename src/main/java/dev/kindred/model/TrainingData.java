package dev.kindred.model;

import dev.kindred.vector.FloatMatrix;

/**
 * What a training has read from its table.
 *
 * @param points      n × d, the rows that have a vector
 * @param weights     n, or null where every row counts once
 * @param skippedRows rows left out because a column is NULL or the recipe refuses it
 * @param snapshot    what the database showed, as {@code pg_current_snapshot} writes it
 * @param contentHash SHA-256 of the rows as PostgreSQL sent them, in hexadecimal
 * @param seconds     how long the reading took
 */
record TrainingData(FloatMatrix points, float[] weights, long skippedRows, String snapshot, String contentHash,
        double seconds) implements AutoCloseable {

    @Override
    public void close() {
        points.close();
    }
}
