package dev.kindred.segment;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.model.ClusterLabels;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSource;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/** Says in which cluster of a version each row of a block is, from what a query selects for it. */
interface RowLabels extends AutoCloseable {

    /** The column to select, without a vector's own. */
    String column();

    /** Takes the column of a row. */
    void row(BinaryRow row, int field, int position);

    /** The clusters of the rows since the last block; negative for none. */
    int[] clusters(int count);

    @Override
    default void close() {
        // most hold nothing
    }

    /**
     * The nearest centroid.
     *
     * @param expression of the vector
     */
    static RowLabels predicted(KMeansModel model, String expression) {
        return new Predicted(model, expression);
    }

    /** As a training found them. */
    static RowLabels given(ClusterLabels labels, VectorSource source) {
        Map<String, Integer> byKey = new HashMap<>();
        for (int row = 0; row < labels.rows(); row++) {
            byKey.put(labels.key(row), labels.cluster(row));
        }
        return new ByColumn(source.rowKey(),
                (row, field) -> byKey.getOrDefault(new String(row.bytes(field), StandardCharsets.UTF_8), -1));
    }

    /** As they were stored, of a version that predicts nothing. */
    static RowLabels stored(KMeansModel model, VectorSource source) {
        return new ByColumn("""
                (select m.cluster::bigint from assignment a join model_segment m using (model_id, segment_id)
                  where a.model_id = %d and a.row_key = %s)""".formatted(model.id, source.rowKey()),
                (row, field) -> row.isNull(field) ? -1 : (int) row.int8(field));
    }

    /** By the vectors of a block. */
    final class Predicted implements RowLabels {

        private final String column;
        private final int dimensions;
        private final float[] points;
        private final NearestCentroids nearest;
        private final NearestCentroids.Labels labels = new NearestCentroids.Labels(VectorBlocks.ROWS);
        private final boolean[] isMissing = new boolean[VectorBlocks.ROWS];

        private Predicted(KMeansModel model, String expression) {
            column = expression;
            dimensions = model.dimensions;
            points = new float[VectorBlocks.ROWS * dimensions];
            nearest = Centres.nearest(model, () -> false);
        }

        @Override
        public String column() {
            return column;
        }

        @Override
        public void row(BinaryRow row, int field, int position) {
            isMissing[position] = row.isNull(field);
            if (!isMissing[position]) {
                row.vector(field, points, position * dimensions);
            }
        }

        @Override
        public int[] clusters(int count) {
            nearest.assign(points, count, labels);
            int[] clusters = labels.cluster;
            for (int i = 0; i < count; i++) {
                clusters[i] = isMissing[i] ? -1 : clusters[i];
            }
            return clusters;
        }

        @Override
        public void close() {
            nearest.close();
        }
    }

    /** By a column of their own. */
    final class ByColumn implements RowLabels {

        /** Reads one label. */
        interface Reader {
            int cluster(BinaryRow row, int field);
        }

        private final String column;
        private final Reader reader;
        private final int[] clusters = new int[VectorBlocks.ROWS];

        private ByColumn(String column, Reader reader) {
            this.column = column;
            this.reader = reader;
        }

        @Override
        public String column() {
            return column;
        }

        @Override
        public void row(BinaryRow row, int field, int position) {
            clusters[position] = reader.cluster(row, field);
        }

        @Override
        public int[] clusters(int count) {
            return clusters;
        }
    }
}
