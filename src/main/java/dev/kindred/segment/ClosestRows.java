package dev.kindred.segment;

import java.util.ArrayList;
import java.util.List;

/** The few rows with the smallest measure of many, in order; of equal ones those that came first. */
final class ClosestRows {

    /** Enough to see what a segment is like, few enough to be read. */
    private static final int MOST = 5;

    /**
     * A row that was kept.
     *
     * @param runnerUp the cluster that is next nearest; −1 where there is none
     */
    record Row(double measure, byte[] key, double distance, int runnerUp, double runnerUpDistance) {}

    private final List<Row> rows = new ArrayList<>(MOST + 1);

    boolean takes(double measure) {
        return rows.size() < MOST || measure < rows.get(MOST - 1).measure;
    }

    void add(Row row) {
        int at = rows.size();
        while (at > 0 && row.measure < rows.get(at - 1).measure) {
            at--;
        }
        rows.add(at, row);
        if (rows.size() > MOST) {
            rows.remove(MOST);
        }
    }

    List<Row> rows() {
        return rows;
    }
}
