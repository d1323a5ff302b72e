package dev.kindred.health;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The state of an index.
 *
 * @param quoted     schema and name as SQL identifiers
 * @param tableOid   of its table
 * @param likeness   equal for indexes that do the same for queries
 * @param constraint whether a constraint rests on it
 * @param cacheHitRatio of its pages since the statistics began; null where none was read
 * @param bloatBytes what a new one would save; null where nothing tells
 * @param buildMemory bytes; null but for HNSW
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record IndexHealth(@Schema(examples = "customer_embedding_idx") String name, @JsonIgnore String quoted,
        @JsonIgnore long oid, @JsonIgnore long tableOid, @Schema(examples = "hnsw") String method,
        @Schema(examples = "CREATE INDEX customer_embedding_idx ON public.customer USING hnsw (embedding vector_l2_ops)") String definition,
        @JsonIgnore String likeness, boolean unique, boolean primary, @JsonIgnore boolean constraint, boolean valid,
        @Schema(description = "Whether a build, a vacuum or the like is at work on its table") boolean busy,
        @Schema(examples = "81920") long bytes, @Schema(examples = "12034") long scans,
        @Schema(nullable = true) Instant lastScan, @Schema(examples = "0.998", nullable = true) Double cacheHitRatio,
        @Schema(examples = "4096", nullable = true) Long bloatBytes,
        @Schema(examples = "estimate", nullable = true,
                description = "`estimate`, or `pgstattuple` where that measured it") String bloatBy,
        @Schema(examples = "11534336", nullable = true,
                description = "Of HNSW: maintenance_work_mem that building it anew in memory takes") Long buildMemory,
        @JsonIgnore boolean owned) {

    /** Whether only queries need it: no constraint falls with it. */
    boolean isOnlyForQueries() {
        return !unique && !primary && !constraint;
    }

    /** Whether it is the one that a REINDEX CONCURRENTLY was making, or meant to drop, when it ended early. */
    boolean isLeftByReindex() {
        return name.matches(".*_cc(new|old)\\d*");
    }

    double bloatShare() {
        return bloatBytes == null || bytes == 0 ? 0 : (double) bloatBytes / bytes;
    }

    IndexHealth measured(long bloat) {
        return new IndexHealth(name, quoted, oid, tableOid, method, definition, likeness, unique, primary, constraint,
                valid, busy, bytes, scans, lastScan, cacheHitRatio, bloat, MeasuredBloat.BY, buildMemory, owned);
    }

    Action action(Work work) {
        return new Action(work, name, quoted);
    }
}
