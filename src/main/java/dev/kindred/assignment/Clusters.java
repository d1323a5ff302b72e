package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.kindred.model.KMeansModel;

/**
 * The clusters of a model with the segments that they are.
 *
 * @param items by cluster; the position is the cluster's number. Empty for a model without centroids
 */
record Clusters(long modelId, String name, int version, int dimensions, boolean isCosine, List<Cluster> items) {

    private static final String QUERY = """
            select c.centroid::real[], c.p99_distance, m.segment_id, s.label, s.colour
              from kmeans_centroid c
              left join model_segment m on m.model_id = c.model_id and m.cluster = c.cluster
              left join segment s on s.id = m.segment_id
             where c.model_id = ?
             order by c.cluster
            """;

    /**
     * One of them.
     *
     * @param segmentId   null where the cluster has no segment
     * @param p99Distance the distance that 99 % of the training's rows in it do not pass; null where it had none
     */
    record Cluster(float[] centroid, Double p99Distance, Long segmentId, String label, String colour) {

        /** As answers show it; null where the cluster has no segment. */
        SegmentName segment() {
            return segmentId == null ? null : new SegmentName(segmentId, label, colour);
        }
    }

    static Clusters of(Connection connection, KMeansModel model) throws SQLException {
        List<Cluster> items = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setLong(1, model.id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    items.add(new Cluster(floats((Float[]) row.getArray(1).getArray()),
                            row.getObject(2, Double.class), row.getObject(3, Long.class), row.getString(4),
                            row.getString(5)));
                }
            }
        }
        return new Clusters(model.id, model.name, model.version, model.dimensions, model.isCosine(), items);
    }

    static float[] floats(Float[] boxed) {
        float[] values = new float[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            values[i] = boxed[i];
        }
        return values;
    }

    /** k x d, row-major. */
    float[] centroids() {
        float[] values = new float[items.size() * dimensions];
        for (int cluster = 0; cluster < items.size(); cluster++) {
            System.arraycopy(items.get(cluster).centroid, 0, values, cluster * dimensions, dimensions);
        }
        return values;
    }
}
