package dev.kindred.model;

import dev.kindred.problem.Invalid;

/** When k-means may be fitted on a sample. */
final class QuickMode {

    /** A search measures the distance to every centroid first; beyond this that costs more than shorter lists save. */
    private static final int MOST_LISTS = 1_000;

    private QuickMode() {}

    /** Words of a request. */
    private enum Mode {

        /** On all rows. */
        FULL,

        /** On a sample. */
        QUICK
    }

    /** Whether a request wants it, or {@link Invalid} where that does not go with its other options. */
    static boolean isWanted(NewModel wanted, Algorithm algorithm, ClusterCount count) {
        if (TrainingOptions.parse(Mode.class, "mode", wanted.mode(), Mode.FULL) == Mode.FULL) {
            return false;
        }
        if (algorithm != Algorithm.EXACT) {
            throw new Invalid(
                    "The mode quick goes with the algorithm exact, which it runs on a sample; minibatch samples "
                            + "already.");
        }
        if (wanted.startFrom() != null) {
            throw new Invalid("The mode quick goes with no startFrom: given centroids are improved on all rows.");
        }
        if (count.isSweep() || count.from() > MOST_LISTS) {
            throw new Invalid(
                    ("The mode quick makes at most %d clusters, and one given number of them: a search has to measure "
                            + "the distance to every one. Use the mode full for %s.").formatted(MOST_LISTS,
                                    count.isSweep() ? "a range" : "more"));
        }
        return true;
    }
}
