package dev.kindred.transfer;

import java.util.ArrayList;
import java.util.List;

/** The rejects of one import so far; ends it once there are more than allowed. */
final class ImportRejects {

    /** More than these no user reads, and they are kept in memory until they can be stored. */
    static final int MOST = 100_000;

    private final List<ImportReject> found = new ArrayList<>();
    private final long before;
    private final int allowed;

    /** There are too many; expected, and so without a stack trace. */
    static final class TooMany extends RuntimeException {

        TooMany() {
            super("more rejects than allowed", null, false, false);
        }
    }

    /**
     * @param before  how many were found and stored earlier
     * @param allowed how many there may be in all
     */
    ImportRejects(long before, int allowed) {
        this.before = before;
        this.allowed = allowed;
    }

    /**
     * Takes one.
     *
     * @throws TooMany where it is one more than allowed; it is kept all the same
     */
    void add(ImportReject reject) {
        found.add(reject);
        if (count() > allowed) {
            throw new TooMany();
        }
    }

    /** How many a query should look for at most. */
    long wanted() {
        return allowed - count() + 1;
    }

    /** All, earlier ones included. */
    long count() {
        return before + found.size();
    }

    List<ImportReject> found() {
        return found;
    }
}
