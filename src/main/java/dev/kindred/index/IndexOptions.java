package dev.kindred.index;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.Unsuitable;

/**
 * The options that an index is built with; those of the other kind are null.
 *
 * @param reason why these
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IndexOptions(Integer m, Integer efConstruction, Integer lists,
        @Schema(description = "Why these") String reason) {

    static final int LEAST_ROWS_A_LIST = 50;

    /** pgvector's own defaults, which an index has whose definition says nothing. */
    static final int DEFAULT_M = 16;
    static final int DEFAULT_EF_CONSTRUCTION = 64;
    static final int DEFAULT_LISTS = 100;

    private static final long MANY_ROWS = 1_000_000;
    private static final String AS_ASKED = "as asked";

    /**
     * Those asked for, and the rest by the number of rows to be indexed.
     *
     * @throws Invalid    if an option is of the other kind or out of bounds
     * @throws Unsuitable if there are too few rows for the lists
     */
    static IndexOptions of(NewIndex wanted, IndexKind kind, long rows) {
        return kind == IndexKind.HNSW ? graph(wanted, rows) : lists(wanted, rows);
    }

    private static IndexOptions graph(NewIndex wanted, long rows) {
        requireNone("lists", wanted.lists(), "an HNSW index");
        boolean isLarge = rows > MANY_ROWS;
        int m = wanted.m() != null ? wanted.m() : isLarge ? 24 : DEFAULT_M;
        requireWithin("m", m, 2, 100);
        int byRows = isLarge ? 128 : DEFAULT_EF_CONSTRUCTION;
        int efConstruction = wanted.efConstruction() != null ? wanted.efConstruction() : Math.max(byRows, 2 * m);
        requireWithin("efConstruction", efConstruction, 4, 1_000);
        if (efConstruction < 2 * m) {
            throw new Invalid("efConstruction must be at least 2 m, which is %d, but was %d.".formatted(2 * m,
                    efConstruction));
        }
        String why = isLarge
                ? "beyond 1,000,000 rows more links and candidates, because recall at the same ef_search falls with the rows"
                : "pgvector's defaults, which serve up to 1,000,000 rows";
        boolean isAsked = wanted.m() != null && wanted.efConstruction() != null;
        return new IndexOptions(m, efConstruction, null, isAsked ? AS_ASKED : why);
    }

    private static IndexOptions lists(NewIndex wanted, long rows) {
        requireNone("m", wanted.m(), "an IVFFlat index");
        requireNone("efConstruction", wanted.efConstruction(), "an IVFFlat index");
        boolean isLarge = rows > MANY_ROWS;
        long byRows = isLarge ? Math.round(Math.sqrt(rows)) : rows / 1_000;
        int lists = wanted.lists() != null ? wanted.lists() : (int) Math.min(32_768, Math.max(1, byRows));
        requireWithin("lists", lists, 1, 32_768);
        if (rows < (long) LEAST_ROWS_A_LIST * lists) {
            throw new Unsuitable(
                    "%d row(s) are too few for %d list(s), which take their centroids from %d rows each: %s."
                            .formatted(rows, lists, LEAST_ROWS_A_LIST, rows < LEAST_ROWS_A_LIST
                                    ? "add rows first, or build an HNSW index, which needs none"
                                    : "ask for at most %d list(s), or build an HNSW index"
                                            .formatted(rows / LEAST_ROWS_A_LIST)));
        }
        String why = isLarge
                ? "the square root of the rows, as pgvector advises beyond 1,000,000"
                : "one for a thousand rows, as pgvector advises up to 1,000,000";
        return new IndexOptions(null, null, lists, wanted.lists() != null ? AS_ASKED : why);
    }

    /** As an index definition has them. */
    String sql() {
        return lists != null
                ? "lists = %d".formatted(lists)
                : "m = %d, ef_construction = %d".formatted(m, efConstruction);
    }

    boolean areThoseOf(IndexOptions other) {
        return sql().equals(other.sql());
    }

    private static void requireNone(String option, Integer value, String kind) {
        if (value != null) {
            throw new Invalid("%s has no option %s; leave it out.".formatted(
                    Character.toUpperCase(kind.charAt(0)) + kind.substring(1), option));
        }
    }

    private static void requireWithin(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new Invalid("%s must be from %d to %d, but was %d.".formatted(option, least, most, value));
        }
    }
}
