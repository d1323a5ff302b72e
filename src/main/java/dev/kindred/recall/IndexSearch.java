package dev.kindred.recall;

import dev.kindred.index.StoredIndex;
import dev.kindred.neighbor.Metric;

/**
 * How one index is searched: what a statement has to say so that the index can serve it, and the one setting that trades
 * time for recall.
 *
 * @param index    its name within its schema, as plans write it
 * @param order    expression and operator that the index is ordered by; columns unqualified
 * @param query    a format that makes of a query's vector what the index holds
 * @param reranked whether the found rows have to be ordered again by the full vectors
 */
public record IndexSearch(String index, String kind, String order, String query, boolean reranked, boolean binary) {

    static final String HNSW = "hnsw";
    private static final String HALFVEC = "halfvec";

    /** pgvector's bound of hnsw.ef_search. */
    static final int MOST_CANDIDATES = 1_000;

    /** Where lists are searched by signs, a setting says nothing about how many candidates to compare in full. */
    private static final int CANDIDATES_A_RESULT = 10;

    static IndexSearch of(StoredIndex index) {
        boolean isHalved = index.storage().equals(HALFVEC) && !index.columnType().startsWith(HALFVEC);
        String query = index.isBinary()
                ? "cast(binary_quantize(%%s) as bit(%d))".formatted(index.dimensions())
                : isHalved ? "cast(%%s as halfvec(%d))".formatted(index.dimensions()) : "%s";
        return new IndexSearch(index.relation(), index.kind(), index.expression() + ' ' + index.operator() + ' ', query,
                isHalved || index.isBinary(), index.isBinary());
    }

    /** Whether answers by that metric can be found through the index: its own one, or any dense one behind signs. */
    static boolean serves(StoredIndex index, Metric metric) {
        return index.isBinary() || index.metric().equals(metric.code());
    }

    /** What to order by, so that the index serves. */
    public String orderBy(String queryVector) {
        return order + query.formatted(queryVector);
    }

    /** How many rows to fetch by the index's order for an answer of that many. */
    public int candidates(int limit, int setting) {
        if (!binary) {
            return limit;
        }
        return Math.max(limit, isHnsw() ? setting : Math.min(MOST_CANDIDATES, CANDIDATES_A_RESULT * limit));
    }

    /**
     * A condition that is true and sets the setting until the statement's end. It depends on no row, so the executor
     * evaluates it once, before it opens the index; a statement of its own would cost another round trip.
     */
    public String set(int value) {
        return "(select set_config('%s', '%d', true)) is not null".formatted(settingName(), value);
    }

    String settingName() {
        return isHnsw() ? "hnsw.ef_search" : "ivfflat.probes";
    }

    /** pgvector's own. */
    int defaultSetting() {
        return isHnsw() ? 40 : 1;
    }

    boolean isHnsw() {
        return kind.equals(HNSW);
    }
}
