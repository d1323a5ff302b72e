package dev.kindred.plan;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the planner means to do with a statement, which is not run. */
public final class EstimatedPlan {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> JOINS = Set.of("Nested Loop", "Hash Join", "Merge Join");

    /** Nodes below a join that hand on what one side of it is. */
    private static final Set<String> SAME_JOIN = Set.of("Hash", "Sort", "Incremental Sort", "Materialize", "Memoize",
            "Gather", "Gather Merge");

    private final JsonNode explained;
    private final List<JsonNode> nodes = new ArrayList<>();

    private EstimatedPlan(JsonNode explained) {
        this.explained = explained;
        collect(explained.get("Plan"));
    }

    /**
     * Asks the planner, for the values that are bound and in the session's settings.
     *
     * @param sql identifiers in it must be quoted already
     */
    public static EstimatedPlan of(Connection connection, String sql, Plans.Binder binder) throws SQLException {
        List<String> json = Plans.explain(connection, "verbose, settings, summary, format json", sql, binder);
        try {
            return new EstimatedPlan(JSON.readTree(String.join("\n", json)).get(0));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("EXPLAIN gave no JSON", impossible);
        }
    }

    private void collect(JsonNode node) {
        nodes.add(node);
        node.path("Plans").forEach(this::collect);
    }

    /** In the planner's units, of all rows. */
    public double cost() {
        return explained.get("Plan").get("Total Cost").asDouble();
    }

    double planningMillis() {
        return explained.get("Planning Time").asDouble();
    }

    List<String> columns() {
        List<String> columns = new ArrayList<>();
        explained.get("Plan").path("Output").forEach(column -> columns.add(column.asText()));
        return columns;
    }

    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        explained.path("Settings").fields().forEachRemaining(
                setting -> settings.put(setting.getKey(), setting.getValue().asText()));
        return settings;
    }

    /** The names of those that are read, without schema. */
    public List<String> indexes() {
        return nodes.stream().filter(node -> node.has("Index Name")).map(node -> node.get("Index Name").asText())
                .distinct().toList();
    }

    boolean changesRows() {
        return nodes.stream().anyMatch(node -> type(node).equals("ModifyTable"));
    }

    /** How many tables the largest join has; 1 where there is none. What is computed before it counts as one table. */
    int joinedTables() {
        return nodes.stream().mapToInt(EstimatedPlan::tables).max().orElse(1);
    }

    private static int tables(JsonNode node) {
        if (!JOINS.contains(type(node)) && !SAME_JOIN.contains(type(node))) {
            return 1;
        }
        int tables = 0;
        for (JsonNode child : node.path("Plans")) {
            String relationship = child.path("Parent Relationship").asText();
            tables += relationship.equals("Outer") || relationship.equals("Inner") ? tables(child) : 0;
        }
        return tables;
    }

    private static String type(JsonNode node) {
        return node.get("Node Type").asText();
    }
}
