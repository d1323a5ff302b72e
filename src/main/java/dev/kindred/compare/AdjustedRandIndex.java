package dev.kindred.compare;

/**
 * How far two partitions of the same rows agree beyond chance: 1 for the same groups, about 0 for independent ones. L.
 * Hubert, P. Arabie: Comparing Partitions, Journal of Classification 2 (1985), equation 5.
 */
final class AdjustedRandIndex {

    private AdjustedRandIndex() {}

    /**
     * Of a contingency table.
     *
     * @param counts rows in group i of the one and group j of the other; whole numbers, so that sums are exact up to 4e9
     *               rows
     * @return null where there are fewer than two rows, which have no pair to agree on
     */
    static Double of(long[][] counts) {
        long[] columns = new long[counts.length == 0 ? 0 : counts[0].length];
        long rows = 0;
        long together = 0;
        long inRows = 0;
        for (long[] row : counts) {
            long sum = 0;
            for (int j = 0; j < row.length; j++) {
                sum += row[j];
                columns[j] += row[j];
                together += pairs(row[j]);
            }
            rows += sum;
            inRows += pairs(sum);
        }
        long inColumns = 0;
        for (long column : columns) {
            inColumns += pairs(column);
        }
        return rows < 2 ? null : index(together, inRows, inColumns, pairs(rows));
    }

    private static double index(long together, long inRows, long inColumns, long all) {
        double byChance = (double) inRows * inColumns / all;
        double most = (inRows + (double) inColumns) / 2;
        // Equal only where both are one group, or both have a group a row: then they are the same.
        return most == byChance ? 1 : (together - byChance) / (most - byChance);
    }

    private static long pairs(long rows) {
        return rows % 2 == 0 ? rows / 2 * (rows - 1) : (rows - 1) / 2 * rows;
    }
}
