package dev.kindred.kmeans;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Finds different rows; stops as soon as there are enough, which is nearly at once unless the data repeats itself. */
final class DistinctRows {

    private DistinctRows() {}

    /** A row as a set member: by value, with 0 and −0 alike. */
    record Row(float[] values) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Row row && Arrays.equals(values, row.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }

    /**
     * The first {@code wanted} rows with weight that differ from each other, in working coordinates.
     *
     * @return wanted × d values, row-major
     * @throws IllegalArgumentException when there are fewer
     */
    static float[] first(WorkingPoints points, int wanted, Workers workers) {
        int dimensions = points.dimensions;
        float[] found = new float[Math.multiplyExact(wanted, dimensions)];
        Set<Row> seen = new HashSet<>();
        float[] row = new float[dimensions];
        WorkingPoints.Reader reader = points.reader();
        for (int block = 0; block < points.blocks; block++) {
            workers.checkCancelled();
            reader.block(block);
            for (int each = 0; each < points.rowsIn(block); each++) {
                reader.read(each, 1, row, 0);
                if (points.weight((long) block * points.blockRows + each) > 0 && seen.add(new Row(canonical(row)))) {
                    System.arraycopy(row, 0, found, (seen.size() - 1) * dimensions, dimensions);
                    if (seen.size() == wanted) {
                        return found;
                    }
                }
            }
        }
        throw new IllegalArgumentException(wanted + " clusters were asked for, but there are only " + seen.size()
                + " different rows" + (points.weighted() ? " with a positive weight" : "")
                + "; ask for at most that many");
    }

    /** A copy with 0 in the place of −0. */
    static float[] canonical(float[] row) {
        float[] copy = row.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] += 0f;
        }
        return copy;
    }
}
