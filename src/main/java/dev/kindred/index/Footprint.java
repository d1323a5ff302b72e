package dev.kindred.index;

/**
 * What an index takes, by the structures of pgvector 0.8: hnsw.h (HnswElementData, HnswNeighborArray, tuple sizes),
 * ivfkmeans.c (the allocations that it checks against maintenance_work_mem), and PostgreSQL's pages of 8 kB.
 *
 * @param memory bytes of maintenance_work_mem for a build that is all in memory
 * @param disk   bytes of the finished index
 */
public record Footprint(long memory, long disk) {

    private static final int PAGE = 8_192;
    private static final int USABLE = PAGE - 24 - 8;
    private static final int ITEM_POINTER = 4;

    /** A chunk of PostgreSQL's generation context has a header of this size. */
    private static final int CHUNK = 8;
    private static final int ELEMENT = 128;
    private static final int CANDIDATE = 16;

    /** Of an element's tuple before its value: flags, ten row addresses, and where its neighbours are. */
    private static final int ELEMENT_TUPLE = 72;
    private static final int ROW_ADDRESS = 6;

    /** For what is not in the formula, such as the first block of each memory context. */
    private static final double SPARE = 1.1;
    private static final long LEAST_SPARE = 2 << 20;

    private static final int SAMPLES_A_LIST = 50;
    private static final int LEAST_SAMPLES = 10_000;

    static Footprint of(IndexOptions options, double valueBytes, int dimensions, long rows) {
        return options.lists() == null
                ? graph(options.m(), valueBytes, rows)
                : lists(options.lists(), valueBytes, dimensions, rows);
    }

    /** What to set maintenance_work_mem to. */
    public long maintenanceWorkMem() {
        return Math.round(memory * SPARE) + LEAST_SPARE;
    }

    /** Of an HNSW index with that many links a row, over values of that many bytes. */
    public static Footprint graph(int m, double valueBytes, long rows) {
        // A row is in layer l with probability m^-l, so in 1 / (m - 1) layers above the lowest, on average.
        double upperLayers = 1.0 / (m - 1);
        double layers = neighborArray(2 * m) + upperLayers * neighborArray(m);
        double element = CHUNK + ELEMENT + CHUNK + aligned(valueBytes) + CHUNK + 8 * (1 + upperLayers) + layers;

        double elementTuple = aligned(ELEMENT_TUPLE + valueBytes);
        double neighborTuple = 4 + (2 + upperLayers) * m * ROW_ADDRESS;
        double both = elementTuple + neighborTuple + 2 * ITEM_POINTER;
        double pages = both <= USABLE
                ? rows / Math.floor(USABLE / both)
                : rows * Math.ceil(elementTuple / USABLE) + rows / Math.floor(USABLE / (neighborTuple + ITEM_POINTER));
        return new Footprint(Math.round(rows * element), PAGE * (1 + (long) Math.ceil(pages)));
    }

    private static double neighborArray(int links) {
        return CHUNK + 8 + links * CANDIDATE;
    }

    private static Footprint lists(long lists, double valueBytes, int dimensions, long rows) {
        long samples = Math.max(LEAST_SAMPLES, SAMPLES_A_LIST * lists);
        double values = (samples + 2 * lists) * aligned(valueBytes) + 4.0 * lists * dimensions;
        double bounds = 4.0 * samples * lists + 4.0 * lists * lists + 8.0 * samples + 12.0 * lists;

        double tuple = aligned(8 + valueBytes) + ITEM_POINTER;
        double rowsAPage = Math.max(1, Math.floor(USABLE / tuple));
        double centroidPages = lists / Math.max(1, Math.floor(USABLE / tuple));
        // Each list ends with a page that is half full on average.
        double pages = 1 + Math.ceil(centroidPages) + rows / rowsAPage + lists / 2.0;
        return new Footprint(Math.round(values + bounds), PAGE * (long) Math.ceil(pages));
    }

    /** PostgreSQL aligns to 8 bytes. */
    private static double aligned(double bytes) {
        return 8 * Math.ceil(bytes / 8);
    }
}
