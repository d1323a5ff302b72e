package dev.kindred.index;

/**
 * How far a build is.
 *
 * @param share 0 to 1
 * @param words for people
 */
record BuildPhase(double share, String words) {

    private static final double BUILT = 0.9;

    /**
     * From a row of {@code pg_stat_progress_create_index}, whose phases are PostgreSQL's and, of the building, pgvector's.
     *
     * @param lockers transactions that it still waits for
     * @param rows    to be indexed, as far as known
     */
    static BuildPhase of(String phase, long lockers, long blocksDone, long blocks, long rowsDone, long rows) {
        if (phase.startsWith("waiting for")) {
            // Before the build it waits for writers; after it, for whoever may still see the table as it was.
            double share = phase.contains("before build") ? 0.01 : 0.95;
            return new BuildPhase(share, "waiting for %d transaction(s) older than it".formatted(lockers));
        }
        if (phase.startsWith("index validation")) {
            return new BuildPhase(BUILT, "adding rows written meanwhile");
        }
        if (phase.endsWith("k-means")) {
            return new BuildPhase(0.05, "building: finding the lists' centroids");
        }
        if (phase.endsWith("assigning tuples")) {
            return new BuildPhase(0.1 + 0.4 * share(blocksDone, blocks), "building: assigning rows to lists");
        }
        if (phase.endsWith("loading tuples")) {
            double done = share(rowsDone, rows);
            return new BuildPhase(0.02 + (BUILT - 0.02) * done,
                    "building: %,d of %,d rows".formatted(Math.min(rowsDone, rows), rows));
        }
        return new BuildPhase(0.01, phase.replace("building index: ", "building: "));
    }

    private static double share(long done, long all) {
        return all <= 0 ? 0 : Math.min(1, (double) done / all);
    }
}
