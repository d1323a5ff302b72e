package dev.kindred.assignment;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.download.FileFormat;
import dev.kindred.download.RowFile;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Plans;
import dev.kindred.query.Fields;

/** The assigned rows beyond their cluster's 99th percentile of distance, in the order of their keys as text. */
@ApplicationScoped
class Outliers {

    private static final List<String> COLUMNS = List.of("row_key", "segment_id", "label", "distance", "p99_distance",
            "ratio");

    // Compared as they are stored, in float32: the row at the percentile itself is none beyond it.
    private static final String QUERY = """
            select a.row_key, a.segment_id, s.label, a.distance, c.p99_distance,
                   a.distance / nullif(c.p99_distance, 0) as ratio, s.colour
              from assignment a
              join model_segment m on m.model_id = a.model_id and m.segment_id = a.segment_id
              join kmeans_centroid c on c.model_id = a.model_id and c.cluster = m.cluster
              join segment s on s.id = a.segment_id
             where a.model_id = ? and a.row_key > ? and a.distance > c.p99_distance::real
             order by a.row_key
            """;

    private final AgroalDataSource dataSource;
    private final ObjectMapper json;

    Outliers(AgroalDataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    List<Outlier> page(long modelId, String after, int limit, PlanLog plans) {
        String query = QUERY + " limit ?";
        Plans.Binder values = statement -> {
            statement.setLong(1, modelId);
            statement.setString(2, after);
            statement.setInt(3, limit);
        };
        return Snapshot.read(dataSource, null, connection -> {
            plans.explain("rows", connection, query, values);
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                values.bind(statement);
                List<Outlier> outliers = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        outliers.add(outlier(row));
                    }
                }
                return outliers;
            }
        });
    }

    private static Outlier outlier(ResultSet row) throws SQLException {
        return new Outlier(row.getString("row_key"),
                new SegmentName(row.getLong("segment_id"), row.getString("label"), row.getString("colour")),
                row.getFloat("distance"), row.getDouble("p99_distance"), row.getObject("ratio", Double.class));
    }

    /** Writes all of them. */
    void write(long modelId, FileFormat format, OutputStream target) throws IOException {
        new RowFile(format, COLUMNS, new Fields(List.of())).write(dataSource, QUERY, statement -> {
            statement.setLong(1, modelId);
            statement.setString(2, "");
        }, json, target);
    }
}
