package dev.kindred.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

/** The stored segments. Every method works in its connection's transaction. */
@ApplicationScoped
public class Segments {

    /** Of a version, by cluster: the position is the cluster's number. */
    public List<Segment> of(Connection connection, long modelId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select s.id, s.model_name, s.label, s.colour, m.cluster, s.label_edited
                  from model_segment m join segment s on s.id = m.segment_id
                 where m.model_id = ? order by m.cluster""")) {
            statement.setLong(1, modelId);
            List<Segment> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Segment(row.getLong("id"), row.getString("model_name"), row.getString("label"),
                            row.getString("colour"), row.getInt("cluster"), row.getBoolean("label_edited")));
                }
            }
            return found;
        }
    }
}
