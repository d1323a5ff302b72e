package dev.kindred.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A small query that an index should answer from a few pages, run twice: what the first run marked as dead, the second
 * skips.
 *
 * @param tooSlow whether it was cut off
 * @param note    why there is no first or second run; null where there are both
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Probe(@Schema(examples = "customer_pkey") String index, @JsonIgnore long indexOid, @JsonIgnore boolean btree,
        @Schema(examples = "select id from public.customer order by id asc nulls last limit 100") String query,
        @Schema(nullable = true) Run first, @Schema(nullable = true) Run second, @JsonIgnore boolean tooSlow,
        @Schema(examples = "took longer than 2 s", nullable = true) String note) {

    static Probe of(String index, ProbeQuery query, Run first, Run second) {
        return new Probe(index, query.indexOid(), query.btree(), query.sql(), first, second, false, null);
    }

    static Probe cutOff(String index, ProbeQuery query, Duration time) {
        return new Probe(index, query.indexOid(), query.btree(), query.sql(), null, null, true,
                "took longer than %d ms, so it was cut off".formatted(time.toMillis()));
    }

    static Probe notRun(String index, ProbeQuery query, String why) {
        return new Probe(index, query.indexOid(), query.btree(), query.sql(), null, null, false, why);
    }

    /**
     * What EXPLAIN (ANALYZE, BUFFERS) told.
     *
     * @param pages      of table and index, each time one was looked at
     * @param heapFetches entries whose row was looked up in the table, living or dead; null where the scan looks up all
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(@Schema(examples = "100") long rows, @Schema(examples = "5722") long pages,
            @Schema(examples = "57.2") double pagesPerRow,
            @Schema(examples = "799100", nullable = true) Long heapFetches, @Schema(examples = "88.9") double millis) {

        /** Reads a plan in JSON; the one row that a vector query starts from is not its own. */
        static Run of(JsonNode explained) {
            JsonNode plan = explained.get(0).get("Plan");
            List<JsonNode> nodes = new ArrayList<>();
            collect(plan, nodes);
            long pages = pages(plan) - nodes.stream()
                    .filter(node -> node.path("Parent Relationship").asText().equals("InitPlan")).mapToLong(Run::pages)
                    .sum();
            long rows = Math.round(plan.get("Actual Rows").asDouble());
            Long fetches = nodes.stream().filter(node -> node.has("Heap Fetches"))
                    .map(node -> node.get("Heap Fetches").asLong()).findFirst().orElse(null);
            return new Run(rows, pages, Math.round(pages * 10.0 / Math.max(1, rows)) / 10.0, fetches,
                    explained.get(0).get("Execution Time").asDouble());
        }

        /** Index entries passed on the way whose rows are dead, where the plan tells. */
        long deadEntries() {
            return heapFetches == null ? 0 : Math.max(0, heapFetches - rows);
        }

        private static long pages(JsonNode node) {
            return node.get("Shared Hit Blocks").asLong() + node.get("Shared Read Blocks").asLong();
        }
    }

    /** Whether a plan reads that index. */
    static boolean isUsed(JsonNode explained, String indexName) {
        List<JsonNode> nodes = new ArrayList<>();
        collect(explained.get(0).get("Plan"), nodes);
        return nodes.stream().anyMatch(node -> node.path("Index Name").asText().equals(indexName));
    }

    private static void collect(JsonNode node, List<JsonNode> nodes) {
        nodes.add(node);
        node.path("Plans").forEach(child -> collect(child, nodes));
    }
}
