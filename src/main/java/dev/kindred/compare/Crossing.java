package dev.kindred.compare;

/** Counts rows by their clusters in both versions. */
final class Crossing implements PairedRows.Sink {

    /** By cluster of the one and of the other. */
    final long[][] counts;

    long onlyFrom;
    long onlyTo;
    long neither;

    /** Of the rows that both versions have a cluster for. */
    double fromDistances;
    double toDistances;

    Crossing(int from, int to) {
        counts = new long[from][to];
    }

    @Override
    public void row(String key, int from, double fromDistance, int to, double toDistance) {
        if (from >= 0 && to >= 0) {
            counts[from][to]++;
            fromDistances += fromDistance;
            toDistances += toDistance;
        } else if (from >= 0) {
            onlyFrom++;
        } else if (to >= 0) {
            onlyTo++;
        } else {
            neither++;
        }
    }

    /** Rows that both have a cluster for. */
    long compared() {
        long all = 0;
        for (int cluster = 0; cluster < counts.length; cluster++) {
            all += from(cluster);
        }
        return all;
    }

    /** Of them, those in a cluster of the one. */
    long from(int cluster) {
        long sum = 0;
        for (long count : counts[cluster]) {
            sum += count;
        }
        return sum;
    }

    /** And in one of the other. */
    long to(int cluster) {
        long sum = 0;
        for (long[] row : counts) {
            sum += row[cluster];
        }
        return sum;
    }
}
