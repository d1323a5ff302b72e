package dev.kindred.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The stored reports of how versions follow from each other. Every method works in its connection's transaction. */
@ApplicationScoped
class Matchings {

    private final ObjectMapper json;

    Matchings(ObjectMapper json) {
        this.json = json;
    }

    void store(Connection connection, long modelId, Long referenceId, MatchingReport report) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into model_matching (model_id, reference_id, basis, report) values (?, ?, ?, ?::jsonb)""")) {
            insert.setLong(1, modelId);
            insert.setObject(2, referenceId);
            insert.setString(3, report.basis().word());
            insert.setString(4, json.writeValueAsString(report));
            insert.executeUpdate();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Nothing for a version from before there were reports. */
    Optional<MatchingReport> of(Connection connection, long modelId) throws SQLException {
        try (PreparedStatement select = connection
                .prepareStatement("select report from model_matching where model_id = ?")) {
            select.setLong(1, modelId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row.getString("report"))) : Optional.empty();
            }
        }
    }

    private MatchingReport read(String report) {
        try {
            return json.readValue(report, MatchingReport.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("A stored report of a matching can't be read", malformed);
        }
    }
}
