package dev.kindred.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.problem.NotFound;

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
                    found.add(segment(row));
                }
            }
            return found;
        }
    }

    private static Segment segment(ResultSet row) throws SQLException {
        return new Segment(row.getLong("id"), row.getString("model_name"), row.getString("label"),
                row.getString("colour"), row.getInt("cluster"), row.getBoolean("label_edited"));
    }

    /**
     * A segment where it lives.
     *
     * @param modelId of its name's champion where that has it, else of the newest version that has; null where none has
     */
    record Living(Segment segment, Long modelId) {}

    /** The segment of that id, or {@link NotFound}; where no version has it, its cluster is 0 and means nothing. */
    Living living(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select s.id, s.model_name, s.label, s.colour, s.label_edited, m.cluster, m.model_id
                  from segment s
                  left join model_segment m on m.segment_id = s.id
                  left join kmeans_model k on k.id = m.model_id
                  left join model_alias a
                    on a.model_name = k.name and a.version = k.version and a.alias = 'champion'
                 where s.id = ? order by a.alias, k.version desc limit 1""")) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new NotFound("There is no segment %d.".formatted(id));
                }
                return new Living(segment(row), row.getObject("model_id", Long.class));
            }
        }
    }

    /** By segment the rows that the last assignment of a version put into it; empty where it was never assigned. */
    Map<Long, Long> assigned(Connection connection, long modelId) throws SQLException {
        Map<Long, Long> counts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select segment_id, count(*) as rows from assignment
                 where model_id = ? group by segment_id""")) {
            statement.setLong(1, modelId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    counts.put(row.getLong("segment_id"), row.getLong("rows"));
                }
            }
        }
        return counts;
    }

    /** By segment its measured stability in a version. */
    Map<Long, Double> stability(Connection connection, long modelId) throws SQLException {
        Map<Long, Double> measured = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select segment_id, stability from model_segment
                 where model_id = ? and stability is not null""")) {
            statement.setLong(1, modelId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    measured.put(row.getLong("segment_id"), row.getDouble("stability"));
                }
            }
        }
        return measured;
    }

    /** Another segment that some version has together with this one and that has a label already. */
    Optional<Long> namesake(Connection connection, long id, String label) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select s.id
                  from model_segment mine
                  join model_segment theirs on theirs.model_id = mine.model_id and theirs.segment_id <> mine.segment_id
                  join segment s on s.id = theirs.segment_id
                 where mine.segment_id = ? and s.label = ? limit 1""")) {
            statement.setLong(1, id);
            statement.setString(2, label);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getLong("id")) : Optional.empty();
            }
        }
    }

    /** Gives a segment what a user wants it to have; null stays as it is. */
    void change(Connection connection, long id, String label, String colour) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                """
                        update segment set label = coalesce(?, label), label_edited = label_edited or ?, colour = coalesce(?, colour)
                         where id = ?""")) {
            statement.setString(1, label);
            statement.setBoolean(2, label != null);
            statement.setString(3, colour == null ? null : colour.toLowerCase(Locale.ROOT));
            statement.setLong(4, id);
            statement.executeUpdate();
        }
    }
}
