package dev.kindred.health;

/**
 * How large a freshly made relation would be, in bytes; by the page layouts of PostgreSQL 17 and pgvector 0.8. What is
 * larger by much holds places of rows that are gone. An upper bound where equal values share an entry.
 */
final class ExpectedSize {

    private static final int PAGE = 8192;
    private static final int PAGE_HEADER = 24;
    private static final int LINE_POINTER = 4;

    private ExpectedSize() {}

    /** A table whose values take that many bytes a row. */
    static long table(double rows, double width, int fillFactor) {
        double row = aligned(PAGE_HEADER - 1 + width) + LINE_POINTER; // the header of a row is 23 bytes
        return pages(rows, Math.max(1, Math.floor((PAGE - PAGE_HEADER) * fillFactor / 100.0 / row)));
    }

    /** A B-tree whose keys take that many bytes; one page in some hundred is above the leaves. */
    static long btree(double rows, double width, int fillFactor) {
        double entry = aligned(8 + width) + LINE_POINTER;
        double perPage = Math.max(1, Math.floor((PAGE - PAGE_HEADER - 16) * fillFactor / 100.0 / entry));
        return PAGE + (long) (pages(rows, perPage) * (1 + 1 / perPage));
    }

    /** An IVFFlat index: the vectors in lists, each with a page that is not full, and the lists' centres. */
    static long ivfflat(double rows, double width, int lists) {
        double room = PAGE - PAGE_HEADER - 8;
        double perPage = Math.max(1, Math.floor(room / (aligned(8 + width) + LINE_POINTER)));
        return PAGE + pages(rows, perPage) + (long) (lists * (PAGE / 2.0 + 16 + width));
    }

    private static double aligned(double bytes) {
        return Math.ceil(bytes / 8) * 8;
    }

    private static long pages(double rows, double perPage) {
        return (long) Math.ceil(rows / perPage) * PAGE;
    }
}
