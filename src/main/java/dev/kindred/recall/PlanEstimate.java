package dev.kindred.recall;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the planner makes of a statement.
 *
 * @param indexes the names of those it reads
 * @param cost    in the planner's units, of all its rows
 */
public record PlanEstimate(Set<String> indexes, double cost) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What stands before a statement to have it planned and not run. */
    public static final String EXPLAIN = "explain (format json) ";

    /** Asks the planner; the statement begins with {@link #EXPLAIN} and all its values are bound. */
    public static PlanEstimate of(PreparedStatement explain) throws SQLException {
        try (ResultSet row = explain.executeQuery()) {
            row.next();
            JsonNode plan = JSON.readTree(row.getString(1)).get(0).get("Plan");
            Set<String> indexes = new HashSet<>();
            collect(plan, indexes);
            return new PlanEstimate(indexes, plan.get("Total Cost").asDouble());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("EXPLAIN gave no JSON", impossible);
        }
    }

    private static void collect(JsonNode node, Set<String> indexes) {
        if (node.has("Index Name")) {
            indexes.add(node.get("Index Name").asText());
        }
        node.path("Plans").forEach(child -> collect(child, indexes));
    }
}
