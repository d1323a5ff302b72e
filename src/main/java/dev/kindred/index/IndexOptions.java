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

    private static final int MOST_LISTS = 32_768;
    private static final long MANY_ROWS = 1_000_000;
    private static final String AS_ASKED = "as asked";

    /**
     * What can be said of a request before the rows are counted.
     *
     * @throws Invalid if an option is of the other kind or out of bounds
     */
    static void requireAllowed(NewIndex wanted, IndexKind kind) {
        if (kind == IndexKind.IVFFLAT) {
            requireNone("m", wanted.m(), "An IVFFlat index");
            requireNone("efConstruction", wanted.efConstruction(), "An IVFFlat index");
            requireWithin("lists", wanted.lists(), 1, MOST_LISTS);
            return;
        }
        requireNone("lists", wanted.lists(), "An HNSW index");
        requireWithin("m", wanted.m(), 2, 100);
        requireWithin("efConstruction", wanted.efConstruction(), 4, 1_000);
        if (wanted.m() != null && wanted.efConstruction() != null && wanted.efConstruction() < 2 * wanted.m()) {
            throw new Invalid("efConstruction must be at least 2 m, which is %d, but was %d.".formatted(2 * wanted.m(),
                    wanted.efConstruction()));
        }
    }

    /**
     * Those asked for, and the rest by the number of rows to be indexed.
     *
     * @param wanted what {@link #requireAllowed} lets pass
     * @throws Unsuitable if there are too few rows for the lists
     */
    static IndexOptions of(NewIndex wanted, IndexKind kind, long rows) {
        return kind == IndexKind.HNSW ? graph(wanted, rows) : lists(wanted, rows);
    }

    private static IndexOptions graph(NewIndex wanted, long rows) {
        boolean isLarge = rows > MANY_ROWS;
        int links = isLarge ? 24 : DEFAULT_M;
        int candidates = isLarge ? 128 : DEFAULT_EF_CONSTRUCTION;
        // What is not asked for gives way to what is: pgvector wants at least twice as many candidates as links.
        int m = wanted.m() != null
                ? wanted.m()
                : wanted.efConstruction() != null ? Math.min(links, wanted.efConstruction() / 2) : links;
        int efConstruction = wanted.efConstruction() != null ? wanted.efConstruction() : Math.max(candidates, 2 * m);
        String why = isLarge
                ? "beyond 1,000,000 rows more links and candidates, because recall at the same ef_search falls with the rows"
                : "pgvector's defaults, which serve up to 1,000,000 rows";
        boolean isAsked = wanted.m() != null && wanted.efConstruction() != null;
        return new IndexOptions(m, efConstruction, null, isAsked ? AS_ASKED : why);
    }

    private static IndexOptions lists(NewIndex wanted, long rows) {
        boolean isLarge = rows > MANY_ROWS;
        long byRows = isLarge ? Math.round(Math.sqrt(rows)) : rows / 1_000;
        int lists = wanted.lists() != null ? wanted.lists() : (int) Math.min(MOST_LISTS, Math.max(1, byRows));
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

    /** Whether an index with these has all that is asked for; what is not asked for may be anything. */
    boolean meet(NewIndex wanted) {
        return isMet(wanted.m(), m) && isMet(wanted.efConstruction(), efConstruction) && isMet(wanted.lists(), lists);
    }

    private static boolean isMet(Integer asked, Integer present) {
        return asked == null || asked.equals(present);
    }

    private static void requireNone(String option, Integer value, String kind) {
        if (value != null) {
            throw new Invalid("%s has no option %s; leave it out.".formatted(kind, option));
        }
    }

    private static void requireWithin(String option, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new Invalid("%s must be from %d to %d, but was %d.".formatted(option, least, most, value));
        }
    }
}
