package dev.kindred.recall;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The settings that are measured. */
final class Ladder {

    /** Candidates of a graph's search; each about the square root of two times the one before. */
    private static final List<Integer> CANDIDATES = List.of(12, 16, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640,
            IndexSearch.MOST_CANDIDATES);

    /** Lists to look into. */
    private static final List<Integer> PROBES = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256,
            384,
            512, 768, 1_024);

    /** Neighbours asked for: what lies between two counts as the larger one. */
    static final int[] LIMITS = {10, 100, Subject.MOST};

    private Ladder() {}

    /**
     * Smallest first. Fewer candidates than neighbours asked for, or as many when the row itself is among them, make the
     * search go on for more: it then finds more than with a few more candidates, and nothing between could be told.
     */
    static List<Integer> settings(Subject subject, int limit) {
        if (subject.search().isHnsw()) {
            return CANDIDATES.stream()
                    .filter(setting -> setting > limit || setting == IndexSearch.MOST_CANDIDATES).toList();
        }
        int lists = subject.index().options().lists();
        return Stream.concat(PROBES.stream().filter(probes -> probes < lists), Stream.of(lists)).toList();
    }

    /** Those that so many matching rows can fill; the smallest at least. */
    static int[] limits(double matching) {
        return Arrays.stream(LIMITS).filter(limit -> limit == LIMITS[0] || limit <= matching).toArray();
    }
}
