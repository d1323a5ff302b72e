package dev.kindred.lists;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.database.Snapshot;
import dev.kindred.lists.CentroidOrder.Near;
import dev.kindred.lists.NearestRows.ProbedList;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.neighbor.Metric;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Plans;
import dev.kindred.problem.Conflict;

/**
 * Searches an assigned table by the clusters of its model, as an IVF index does by its hidden lists (Jégou, Douze and Schmid,
 * "Product quantization for nearest neighbor search", 2011, section IV): only rows of the lists whose centroids are nearest are
 * compared, and these exactly.
 */
@ApplicationScoped
class NearestLists {

    private static final String IS_ASSIGNED = "select 1 from assigned_model where model_id = ? and assigned_at is not null";

    private static final String LISTS = """
            select s.cluster, s.segment_id, count(a.segment_id) as rows
              from model_segment s
              left join assignment a on a.model_id = s.model_id and a.segment_id = s.segment_id
             where s.model_id = ? and s.cluster = any (?)
             group by s.cluster, s.segment_id
            """;

    // All distances in one pass; the window counts them, and the sort keeps no more rows than are wanted.
    private static final String ROWS = """
            select row_key, segment_id, distance, count(*) over () as compared
              from (select a.row_key, a.segment_id, %s %s ?::vector as distance
                      from assignment a join %s on %s
                     where a.model_id = ? and a.segment_id = any (?)) as probed
             where distance is not null
             order by distance, row_key collate "C"
             limit ?
            """;

    private final AgroalDataSource dataSource;
    private final VectorSources sources;

    NearestLists(AgroalDataSource dataSource, VectorSources sources) {
        this.dataSource = dataSource;
        this.sources = sources;
    }

    /**
     * Searches.
     *
     * @param point in the model's vector space
     * @throws Conflict if the model's table was never assigned, or its recipe is no longer what it was
     */
    NearestRows find(KMeansModel model, float[] point, int probes, int limit, PlanLog plans) {
        VectorSource source = sources.of(model);
        Metric metric = model.isCosine() ? Metric.COSINE : Metric.L2;
        List<Near> near = CentroidOrder.of(model, metric == Metric.COSINE, point);
        List<Near> probed = near.subList(0, Math.min(probes, near.size()));
        return Snapshot.read(dataSource, source.table().quoted(), connection -> {
            requireAssigned(connection, model);
            List<ProbedList> lists = lists(connection, model, probed);
            String rows = ROWS.formatted(parenthesized(sources.expression(connection, source)), metric.operator(),
                    source.from(), keyCondition(source));
            return rows(connection, rows, model, point, lists, limit, probed.size() == near.size(), plans);
        });
    }

    private static String parenthesized(String expression) {
        return '(' + expression + ')';
    }

    /** A key of one column as what it is, so that its index can serve; casting the column to text would read the whole table. */
    private static String keyCondition(VectorSource source) {
        List<SourceColumn> key = source.table().primaryKey();
        return key.size() == 1
                ? "%s.%s = a.row_key::%s".formatted(VectorSource.ROW, key.get(0).quoted(), key.get(0).type())
                : "%s = a.row_key".formatted(source.rowKey());
    }

    private static void requireAssigned(Connection connection, KMeansModel model) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IS_ASSIGNED)) {
            statement.setLong(1, model.id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new Conflict(("Model '%s' version %d was never assigned, so its lists are not known; "
                            + "POST /api/models/%1$s@%2$d/assign does it.").formatted(model.name, model.version));
                }
            }
        }
    }

    private static List<ProbedList> lists(Connection connection, KMeansModel model, List<Near> probed)
            throws SQLException {
        Map<Integer, ProbedList> byCluster = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LISTS)) {
            statement.setLong(1, model.id);
            statement.setArray(2, connection.createArrayOf("integer", probed.stream().map(Near::cluster).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    byCluster.put(row.getInt("cluster"),
                            new ProbedList(row.getInt("cluster"), row.getLong("segment_id"),
                                    0, row.getLong("rows")));
                }
            }
        }
        return probed.stream().filter(near -> byCluster.containsKey(near.cluster())).map(near -> {
            ProbedList list = byCluster.get(near.cluster());
            return new ProbedList(near.cluster(), list.segmentId(), near.distance(), list.rows());
        }).toList();
    }

    private static NearestRows rows(Connection connection, String query, KMeansModel model, float[] point,
            List<ProbedList> lists, int limit, boolean isExact, PlanLog plans) throws SQLException {
        Map<Long, Integer> clusters = new HashMap<>();
        lists.forEach(list -> clusters.put(list.segmentId(), list.cluster()));
        List<NearestRows.Item> items = new ArrayList<>();
        long compared = 0;
        Plans.Binder values = statement -> {
            statement.setString(1, Arrays.toString(point));
            statement.setLong(2, model.id);
            statement.setArray(3, connection.createArrayOf("bigint", clusters.keySet().toArray()));
            statement.setInt(4, limit);
        };
        plans.explain("rows", connection, query, values);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            values.bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    compared = row.getLong("compared");
                    items.add(new NearestRows.Item(row.getString("row_key"), row.getDouble("distance"),
                            clusters.get(row.getLong("segment_id"))));
                }
            }
        }
        return new NearestRows(model.name, model.version, items, lists, compared, isExact);
    }
}
