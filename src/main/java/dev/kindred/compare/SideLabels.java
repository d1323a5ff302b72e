package dev.kindred.compare;

import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.problem.Conflict;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/** The clusters that one version gives to the rows of a block. */
final class SideLabels implements AutoCloseable {

    private final Side side;
    private final int dimensions;
    private final NearestCentroids nearest;
    private final NearestCentroids.Labels labels = new NearestCentroids.Labels(VectorBlocks.ROWS);
    private final float[] points;

    /** By row of the block, where in {@link #points} its vector is; -1 where it has none. */
    private final int[] places = new int[VectorBlocks.ROWS];
    private int count;

    SideLabels(Side side) {
        this.side = side;
        this.dimensions = side.model().dimensions;
        this.nearest = new NearestCentroids(side.centroids(), dimensions, side.isCosine(),
                Runtime.getRuntime().availableProcessors(), () -> false);
        this.points = new float[VectorBlocks.ROWS * dimensions];
    }

    /** Takes the vector of a row. */
    void read(BinaryRow row, int field, int position) {
        if (row.isNull(field)) {
            places[position] = -1;
            return;
        }
        if (row.dimensions(field) != dimensions) {
            throw new Conflict(("A row of table '%s' has a vector of %d elements now, but version %d of '%s' is of %d; "
                    + "train a new version.").formatted(side.model().table, row.dimensions(field),
                            side.model().version, side.model().name, dimensions));
        }
        places[position] = count;
        row.vector(field, points, count * dimensions);
        count++;
    }

    /** Labels the rows taken so far by the vectors that were given to another, or to this. */
    void label(SideLabels read) {
        nearest.assign(read.points, read.count, labels);
    }

    /** Makes room for the next block. */
    void clear() {
        count = 0;
    }

    /** Of a row of the block, whose vector was read by that; -1 where it has none. */
    int cluster(SideLabels read, int position) {
        int place = read.places[position];
        return place < 0 ? -1 : labels.cluster[place];
    }

    /** Of a row that has a cluster, from its centroid. */
    double distance(SideLabels read, int position) {
        return labels.distance[read.places[position]];
    }

    @Override
    public void close() {
        nearest.close();
    }
}
