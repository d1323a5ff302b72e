package dev.kindred.health;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The state of a table.
 *
 * @param quoted        schema and name as SQL identifiers
 * @param bytes         with its indexes and its large values
 * @param cacheHitRatio of its pages since the statistics began; null where none was read
 * @param bloatBytes    what a rewrite would save; null where nothing tells
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record TableHealth(@Schema(examples = "customer") String name, @JsonIgnore String quoted, @JsonIgnore long oid,
        @Schema(examples = "1671168", description = "With its indexes and its large values") long bytes,
        @Schema(examples = "1507328") long heapBytes, @Schema(examples = "122880") long indexBytes,
        @Schema(examples = "10000") long liveRows, @Schema(examples = "20") long deadRows,
        @Schema(examples = "31", description = "Rows written since the last analyze") long changedRows,
        @Schema(nullable = true) Instant lastVacuum, @Schema(nullable = true) Instant lastAutovacuum,
        @Schema(nullable = true) Instant lastAnalyze, @Schema(nullable = true) Instant lastAutoanalyze,
        @Schema(examples = "12") long sequentialScans, @Schema(examples = "90210") long indexScans,
        @Schema(examples = "0.998", nullable = true) Double cacheHitRatio,
        @Schema(examples = "16384", nullable = true) Long bloatBytes,
        @Schema(examples = "estimate", nullable = true,
                description = "`estimate`, or `pgstattuple` where that measured it") String bloatBy,
        @Schema(examples = "120041", description = "Transactions since its oldest unfrozen row") long freezeAge,
        @Schema(description = "Whether autovacuum may look after it") boolean autovacuum, @JsonIgnore boolean owned,
        List<IndexHealth> indexes) {

    TableHealth with(List<IndexHealth> ownIndexes) {
        return new TableHealth(name, quoted, oid, bytes, heapBytes, indexBytes, liveRows, deadRows, changedRows,
                lastVacuum, lastAutovacuum, lastAnalyze, lastAutoanalyze, sequentialScans, indexScans, cacheHitRatio,
                bloatBytes, bloatBy, freezeAge, autovacuum, owned, ownIndexes);
    }

    TableHealth measured(long bloat) {
        return new TableHealth(name, quoted, oid, bytes, heapBytes, indexBytes, liveRows, deadRows, changedRows,
                lastVacuum, lastAutovacuum, lastAnalyze, lastAutoanalyze, sequentialScans, indexScans, cacheHitRatio,
                bloat, MeasuredBloat.BY, freezeAge, autovacuum, owned, indexes);
    }

    double deadShare() {
        long rows = liveRows + deadRows;
        return rows == 0 ? 0 : (double) deadRows / rows;
    }

    double bloatShare() {
        return bloatBytes == null || heapBytes == 0 ? 0 : (double) bloatBytes / heapBytes;
    }

    boolean isAnalyzed() {
        return lastAnalyze != null || lastAutoanalyze != null;
    }

    Action action(Work work) {
        return new Action(work, name, quoted);
    }
}
