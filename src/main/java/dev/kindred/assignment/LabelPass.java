package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.kindred.job.JobRun;
import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.kmeans.NearestCentroids.Labels;
import dev.kindred.model.VectorSource;
import dev.kindred.vector.BinaryCopy;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/** One reading of a table: each row gets the label of its nearest centroid; what differs from the old label is written. */
final class LabelPass implements VectorBlocks.Sink, AutoCloseable {

    /** The share of a job's progress. */
    private static final double SHARE = 0.9;

    /** The database sums distances in float32, and so has another last digit for the rows that it has labelled. */
    private static final double SAME_DISTANCE = 1e-4;

    private static final String ROWS = "select %s as point, %s as row_key from %s";

    private static final String ROWS_WITH_LABELS = """
            select n.point, n.row_key, a.segment_id, a.distance, a.model_id
              from (%s) as n left join assignment a on a.model_id = %d and a.row_key = n.row_key""";

    private static final String WITHOUT_VECTOR = """
            select a.row_key from assignment a left join (%s) as n on n.row_key = a.row_key
             where a.model_id = %d and n.point is null""";

    private final JobRun run;
    private final Clusters clusters;
    private final LabelWriter writer;
    private final long rowsExpected;
    private final NearestCentroids nearest;
    private final Labels labels = new Labels(VectorBlocks.ROWS);
    private final byte[][] keys = new byte[VectorBlocks.ROWS][];
    private final boolean[] isLabelled = new boolean[VectorBlocks.ROWS];
    private final long[] oldSegments = new long[VectorBlocks.ROWS];
    private final float[] oldDistances = new float[VectorBlocks.ROWS];
    private final long[] rowsOf;
    private long rows;
    private long skipped;
    private long labelledBefore;
    private long added;
    private long changed;
    private long removed;

    /** @param rowsExpected about as many as there will be */
    LabelPass(JobRun run, Clusters clusters, LabelWriter writer, long rowsExpected) {
        this.run = run;
        this.clusters = clusters;
        this.writer = writer;
        this.rowsExpected = Math.max(1, rowsExpected);
        this.rowsOf = new long[clusters.items().size()];
        this.nearest = new NearestCentroids(clusters.centroids(), clusters.dimensions(), clusters.isCosine(),
                Runtime.getRuntime().availableProcessors(), run::isCancelled);
    }

    /** Reads all rows in the connection's snapshot. */
    void read(Connection connection, VectorSource source, String expression) throws SQLException {
        String all = ROWS.formatted(expression, source.rowKey(), source.from());
        String query = writer.isFirst() ? all : ROWS_WITH_LABELS.formatted(all, clusters.modelId());
        long missing = VectorBlocks.read(connection, query, clusters.dimensions(), this);
        skipped += missing;
        // Those with a label that were not met are mostly none; to look for them costs as much as all the rest.
        if (!writer.isFirst() && labelsBefore(connection) > labelledBefore) {
            BinaryCopy.read(connection, WITHOUT_VECTOR.formatted(all, clusters.modelId()),
                    row -> remove(row.bytes(0)));
        }
        writer.finish();
    }

    private long labelsBefore(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from assignment where model_id = " + clusters.modelId())) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void row(BinaryRow row, int position) {
        keys[position] = row.bytes(1);
        isLabelled[position] = !writer.isFirst() && !row.isNull(4);
        if (isLabelled[position]) {
            labelledBefore++;
            oldSegments[position] = row.isNull(2) ? -1 : row.int8(2);
            oldDistances[position] = row.isNull(3) ? Float.NaN : row.float4(3);
        }
    }

    @Override
    public void block(float[] points, int count) {
        nearest.assign(points, count, labels);
        try {
            for (int i = 0; i < count; i++) {
                label(i);
            }
        } catch (SQLException failure) {
            run.stopIfCancelled();
            throw new IllegalStateException("The labels could not be written", failure);
        }
        run.progress(Math.min(SHARE, SHARE * rows / rowsExpected), "labelling");
    }

    private void label(int i) throws SQLException {
        int cluster = labels.cluster[i];
        if (cluster < 0) {
            skipped++;
            if (isLabelled[i]) {
                remove(keys[i]);
            }
            return;
        }
        rows++;
        rowsOf[cluster]++;
        long segment = clusters.items().get(cluster).segmentId();
        float distance = (float) labels.distance[i];
        if (isLabelled[i] && segment == oldSegments[i] && isSame(distance, oldDistances[i])) {
            return;
        }
        if (isLabelled[i]) {
            changed++;
        } else {
            added++;
        }
        writer.write(keys[i], segment, distance);
    }

    private boolean isSame(float distance, float old) {
        // A cosine distance is half the square of one between unit vectors, whose float32 elements end at 1e-7.
        double tolerance = clusters.isCosine() ? SAME_DISTANCE * 1e-2 : SAME_DISTANCE * Math.max(distance, old);
        return Math.abs(distance - old) <= tolerance; // false for NaN
    }

    private void remove(byte[] key) {
        try {
            writer.remove(key);
            removed++;
        } catch (SQLException failure) {
            run.stopIfCancelled();
            throw new IllegalStateException("The labels could not be written", failure);
        }
    }

    long rows() {
        return rows;
    }

    long rowsOf(int cluster) {
        return rowsOf[cluster];
    }

    long skipped() {
        return skipped;
    }

    long added() {
        return added;
    }

    long changed() {
        return changed;
    }

    long removed() {
        return removed;
    }

    @Override
    public void close() throws SQLException {
        try (nearest) {
            writer.close();
        }
    }
}
