package dev.kindred.compare;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import dev.kindred.model.VectorSources;
import dev.kindred.plan.PlanLog;
import dev.kindred.vector.BinaryCopy;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/** Reads the rows of a table, each with its cluster by both versions, in blocks and so in constant memory. */
final class PairedRows implements AutoCloseable {

    private final Pair pair;
    private final SideLabels from;
    private final SideLabels to;
    private final List<String> vectors;
    private final PlanLog plans;

    /** Whose vectors the other version reads too, where one serves both. */
    private final SideLabels second;

    /** Takes the rows in the order of the query. */
    interface Sink {

        /**
         * One row; clusters are -1 where it has none: no vector, or one without direction under the cosine distance.
         *
         * @param key null where it was not asked for
         */
        void row(String key, int from, double fromDistance, int to, double toDistance);
    }

    PairedRows(Pair pair, Connection connection, VectorSources sources, PlanLog plans) throws SQLException {
        this.pair = pair;
        this.plans = plans;
        this.vectors = pair.vectors(connection, sources);
        this.from = new SideLabels(pair.from());
        this.to = new SideLabels(pair.to());
        this.second = vectors.size() == 2 ? to : from;
    }

    /**
     * Reads rows in the connection's transaction.
     *
     * @param key  SQL of a row's key; null where it is not wanted
     * @param rest of the statement after the table: WHERE, ORDER BY, LIMIT
     */
    void read(Connection connection, String key, String rest, Sink sink) throws SQLException {
        String query = "select %s%s from %s%s".formatted(String.join(", ", vectors), key == null ? "" : ", " + key,
                pair.from().source().from(), rest);
        plans.explain("rows", connection, query);
        Block block = new Block(key != null, sink);
        BinaryCopy.read(connection, query, block);
        block.finish();
    }

    /** The rows since the last ones were labelled. */
    private final class Block implements BinaryCopy.RowSink {
        private final String[] keys;
        private final Sink sink;
        private int rows;

        Block(boolean hasKeys, Sink sink) {
            this.keys = hasKeys ? new String[VectorBlocks.ROWS] : null;
            this.sink = sink;
        }

        @Override
        public void row(BinaryRow row) {
            from.read(row, 0, rows);
            if (second == to) {
                to.read(row, 1, rows);
            }
            if (keys != null) {
                keys[rows] = new String(row.bytes(vectors.size()), StandardCharsets.UTF_8);
            }
            if (++rows == VectorBlocks.ROWS) {
                finish();
            }
        }

        void finish() {
            from.label(from);
            to.label(second);
            for (int position = 0; position < rows; position++) {
                int one = from.cluster(from, position);
                int other = to.cluster(second, position);
                sink.row(keys == null ? null : keys[position],
                        one, one < 0 ? Double.NaN : from.distance(from, position),
                        other, other < 0 ? Double.NaN : to.distance(second, position));
            }
            from.clear();
            to.clear();
            rows = 0;
        }
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }
}
