package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.kindred.vector.BinaryCopyWriter;

/**
 * Writes the labels of a model's rows in a connection's transaction. Where the model has none yet, they go to their place
 * at once. Otherwise only what differs is sent, to a temporary table, and comes to its place in the end: written at once,
 * it would keep whoever changes one of these customers waiting from then on.
 */
final class LabelWriter implements AutoCloseable {

    private static final String DIFFERENCES = """
            create temporary table assignment_difference (row_key text, segment_id bigint, distance real, is_removed boolean)
                on commit drop
            """;

    private static final String REMOVE = """
            delete from assignment a using assignment_difference d
             where a.model_id = %1$d and a.row_key = d.row_key and d.is_removed and d.row_key not in (%2$s)
            """;

    private static final String WRITE = """
            insert into assignment (model_id, row_key, segment_id, distance)
            select %1$d, d.row_key, d.segment_id, d.distance
              from assignment_difference d
             where not d.is_removed and d.row_key not in (%2$s)
            on conflict (model_id, row_key) do update set segment_id = excluded.segment_id, distance = excluded.distance
            """;

    private final Connection connection;
    private final long modelId;
    private final boolean isFirst;
    private final BinaryCopyWriter copy;

    private LabelWriter(Connection connection, long modelId, boolean isFirst, BinaryCopyWriter copy) {
        this.connection = connection;
        this.modelId = modelId;
        this.isFirst = isFirst;
        this.copy = copy;
    }

    /** Begins; the connection does nothing else until {@link #apply}. */
    static LabelWriter of(Connection connection, long modelId) throws SQLException {
        boolean isFirst = !hasLabels(connection, modelId);
        if (!isFirst) {
            execute(connection, DIFFERENCES);
        }
        String target = isFirst
                ? "assignment (row_key, segment_id, distance, model_id)"
                : "assignment_difference (row_key, segment_id, distance, is_removed)";
        return new LabelWriter(connection, modelId, isFirst, BinaryCopyWriter.open(connection, target, 4, false));
    }

    private static boolean hasLabels(Connection connection, long modelId) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select exists (select from assignment where model_id = %d)".formatted(modelId))) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Whether the model has no labels yet. */
    boolean isFirst() {
        return isFirst;
    }

    /** A row that is new, or whose label is another one than before. */
    void write(byte[] rowKey, long segmentId, float distance) throws SQLException {
        copy.beginRow();
        copy.writeText(rowKey, rowKey.length);
        copy.writeLong(segmentId);
        copy.writeFloat(distance);
        if (isFirst) {
            copy.writeLong(modelId);
        } else {
            copy.writeBoolean(false);
        }
        copy.endRow();
    }

    /** A row that is to have a label no more; there is none where it is the first time. */
    void remove(byte[] rowKey) throws SQLException {
        copy.beginRow();
        copy.writeText(rowKey, rowKey.length);
        copy.writeNull();
        copy.writeNull();
        copy.writeBoolean(true);
        copy.endRow();
    }

    /** All is sent. */
    void finish() throws SQLException {
        copy.finish();
    }

    /**
     * Brings what was sent to its place.
     *
     * @param except a query of the row keys whose labels stay as they are
     */
    void apply(String except) throws SQLException {
        if (!isFirst) {
            execute(connection, "analyze assignment_difference");
            execute(connection, REMOVE.formatted(modelId, except));
            execute(connection, WRITE.formatted(modelId, except));
        }
    }

    @Override
    public void close() throws SQLException {
        copy.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
