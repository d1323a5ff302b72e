package dev.kindred.segment;

import java.util.stream.IntStream;

import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.model.KMeansModel;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/** All that cards tell of a table's rows, gathered in one pass in constant memory. */
final class CardPass implements VectorBlocks.Sink, AutoCloseable {

    private final int dimensions;
    private final boolean isCosine;
    private final int keyField;
    private final int outcomeField;
    private final NearestCentroids nearest;
    private final NearestCentroids.Labels labels = new NearestCentroids.Labels(VectorBlocks.ROWS);

    /** Of the rows of the next block. */
    private final byte[][] keys = new byte[VectorBlocks.ROWS][];
    private final double[] outcomes = new double[VectorBlocks.ROWS];

    final Moments everyone;

    /** By cluster. */
    final Group[] groups;
    long noShares;
    long noNumbers;
    long withoutDirection;

    /** The rows of one cluster. */
    static final class Group {
        final double[] sums;
        final ClosestRows medoids = new ClosestRows();
        final ClosestRows boundary = new ClosestRows();
        long rows;
        long known;
        double outcomes;

        Group(int dimensions) {
            sums = new double[dimensions];
        }

        double mean(int element) {
            return sums[element] / rows;
        }
    }

    /**
     * Prepares.
     *
     * @param keyField     column of the query with the row's key; 0 for none
     * @param outcomeField column of the query with the outcome; 0 for none
     */
    CardPass(KMeansModel model, int keyField, int outcomeField) {
        this.dimensions = model.dimensions;
        this.isCosine = Centres.isCosine(model);
        this.keyField = keyField;
        this.outcomeField = outcomeField;
        this.nearest = Centres.nearest(model, () -> false);
        this.everyone = new Moments(dimensions);
        this.groups = IntStream.range(0, model.clusters).mapToObj(cluster -> new Group(dimensions))
                .toArray(Group[]::new);
    }

    @Override
    public void row(BinaryRow row, int position) {
        if (keyField > 0) {
            keys[position] = row.bytes(keyField);
        }
        if (outcomeField > 0) {
            outcomes[position] = row.isNull(outcomeField) ? Double.NaN : row.float8(outcomeField);
        }
    }

    @Override
    public void block(float[] points, int count) {
        nearest.assign(points, count, labels);
        for (int row = 0; row < count; row++) {
            if (labels.cluster[row] < 0) {
                withoutDirection++;
            } else {
                add(points, row, groups[labels.cluster[row]]);
            }
        }
    }

    private void add(float[] points, int row, Group group) {
        double scale = Centres.scale(points, row, dimensions, isCosine);
        everyone.add(points, row, scale);
        for (int j = 0; j < dimensions; j++) {
            group.sums[j] += points[row * dimensions + j] * scale;
        }
        group.rows++;
        double margin = labels.runnerUpDistance[row] - labels.distance[row];
        keep(group.medoids, labels.distance[row], row);
        if (labels.runnerUp[row] >= 0) {
            keep(group.boundary, margin, row);
        }
        if (outcomeField > 0) {
            count(outcomes[row], group);
        }
    }

    private void keep(ClosestRows rows, double measure, int row) {
        if (keyField > 0 && rows.takes(measure)) {
            rows.add(new ClosestRows.Row(measure, keys[row], labels.distance[row], labels.runnerUp[row],
                    labels.runnerUpDistance[row]));
        }
    }

    private void count(double outcome, Group group) {
        if (outcome >= 0) {
            group.known++;
            group.outcomes += outcome;
        } else if (outcome == Outcome.NO_SHARE) {
            noShares++;
        } else if (outcome == Outcome.NO_NUMBER) {
            noNumbers++;
        }
    }

    long known() {
        long known = 0;
        for (Group group : groups) {
            known += group.known;
        }
        return known;
    }

    /** Of all rows where it is known; NaN where it is of none. */
    double rate() {
        double sum = 0;
        for (Group group : groups) {
            sum += group.outcomes;
        }
        return sum / known();
    }

    @Override
    public void close() {
        nearest.close();
    }
}
