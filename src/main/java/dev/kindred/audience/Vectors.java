package dev.kindred.audience;

import java.util.Arrays;
import java.util.Optional;

import dev.kindred.neighbor.Metric;

/**
 * Some customers and their vectors.
 *
 * @param ids    ascending, n of them
 * @param values n × d, row-major
 */
record Vectors(long[] ids, float[] values, int dimensions) {

    int count() {
        return ids.length;
    }

    boolean has(long id) {
        return Arrays.binarySearch(ids, id) >= 0;
    }

    /** These rows of it, which must ascend. */
    Vectors only(int[] rows) {
        long[] someIds = new long[rows.length];
        float[] some = new float[rows.length * dimensions];
        for (int each = 0; each < rows.length; each++) {
            someIds[each] = ids[rows[each]];
            System.arraycopy(values, rows[each] * dimensions, some, each * dimensions, dimensions);
        }
        return new Vectors(someIds, some, dimensions);
    }

    /** The same vectors with length 1; all must have a direction. */
    Vectors directions() {
        float[] units = new float[values.length];
        for (int row = 0; row < count(); row++) {
            double length = length(row);
            for (int at = row * dimensions; at < (row + 1) * dimensions; at++) {
                units[at] = (float) (values[at] / length);
            }
        }
        return new Vectors(ids, units, dimensions);
    }

    /** Those with a direction: all that are not all-zero. */
    Vectors withDirection() {
        int[] rows = new int[count()];
        int kept = 0;
        for (int row = 0; row < rows.length; row++) {
            if (length(row) > 0) {
                rows[kept++] = row;
            }
        }
        return kept == rows.length ? this : only(Arrays.copyOf(rows, kept));
    }

    /**
     * The average vector; for cosine the average of the directions, so that each customer counts the same however long its
     * vector is. Empty where under cosine the average has no direction.
     */
    Optional<float[]> centre(Metric metric) {
        double[] sums = new double[dimensions];
        for (int row = 0; row < count(); row++) {
            double unit = metric == Metric.COSINE ? length(row) : 1;
            for (int column = 0; column < dimensions; column++) {
                sums[column] += values[row * dimensions + column] / unit;
            }
        }
        float[] centre = new float[dimensions];
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            centre[column] = (float) (sums[column] / count());
            square += (double) centre[column] * centre[column];
        }
        boolean isLost = metric == Metric.COSINE && square < 1e-12; // opposite directions leave no more than roundings
        return isLost ? Optional.empty() : Optional.of(centre);
    }

    private double length(int row) {
        double square = 0;
        for (int at = row * dimensions; at < (row + 1) * dimensions; at++) {
            square += (double) values[at] * values[at];
        }
        return Math.sqrt(square);
    }
}
