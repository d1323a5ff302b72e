package dev.kindred.recall;

/** What was measured so far of one filter, limit and setting. */
final class Cell {

    private int queries;
    private double recalls;
    private double squares;
    private long nanos;
    private int shorts;

    void add(double recall, long took, boolean isShort) {
        queries++;
        recalls += recall;
        squares += recall * recall;
        nanos += took;
        shorts += isShort ? 1 : 0;
    }

    boolean isEmpty() {
        return queries == 0;
    }

    double recall() {
        return recalls / queries;
    }

    /** Standard error of the mean recall; where all found everything, as if the next one missed one row of ten. */
    double error() {
        double variance = Math.max(0, squares / queries - recall() * recall());
        return Math.max(Math.sqrt(variance / queries), 0.1 / queries);
    }

    double millis() {
        return nanos / 1e6 / queries;
    }

    double shortShare() {
        return (double) shorts / queries;
    }
}
