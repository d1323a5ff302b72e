package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * Assigns the points of one block at a time to their nearest centroids: the scratch space and the steps of one worker.
 *
 * <p>
 * A point passes up to four filters, each dearer and sharper than the one before: its overall bound, its group bounds, a
 * scan of the group of its present centroid, and a scan of the groups that this leaves open. Scans take tiles of 64
 * points, sorted so that points of a tile want the same groups.
 */
final class BlockAssigner {

    private static final int WIDTH = PointTile.WIDTH;

    private final Assignment run;
    private final WorkingPoints points;
    private final WorkingPoints.Reader reader;
    private final CentroidGroups groups;
    private final PointTile tile;
    private final Settlement settlement;
    private final boolean[] scanned;
    private final int[] unsettled;
    private final int[] sorted;
    private final int[] starts;
    private final float[] row;
    private final float[] reach = new float[WIDTH];

    /** What the points that moved take from and bring to the sums. */
    final ClusterSums moves;

    /** How many points changed their cluster since the count was last taken. */
    long moved;

    BlockAssigner(Assignment run) {
        this.run = run;
        this.points = run.points;
        this.groups = run.groups;
        reader = points.reader();
        tile = new PointTile(points.dimensions, groups.groups(), groups.largestGroup);
        row = new float[points.dimensions];
        settlement = new Settlement(run, tile);
        scanned = new boolean[groups.groups()];
        unsettled = new int[points.blockRows + 1];
        sorted = new int[points.blockRows];
        starts = new int[groups.groupOf.length + 1];
        moves = new ClusterSums(groups.groupOf.length, points.grid);
    }

    /** Assigns the points of a block. */
    void assign(int block) {
        Bounds bounds = run.bounds[block];
        int[] rows = unsettled;
        int count = run.first ? listAll(bounds) : bounds.listUnsettled(run.drift, run.spacing, unsettled);
        if (groups.groups() > 1 && !run.first) {
            count = keepUnsettled(bounds, count);
            sortByCluster(bounds.labels, count);
            rows = sorted;
        }
        if (count == 0) {
            return;
        }
        reader.block(block);
        for (int from = 0; from < count; from += WIDTH) {
            run.workers.checkCancelled();
            scan(bounds, block, rows, from, Math.min(WIDTH, count - from));
        }
    }

    private int listAll(Bounds bounds) {
        for (int each = 0; each < bounds.rows(); each++) {
            unsettled[each] = each;
        }
        return bounds.rows();
    }

    /** Keeps the points that their group bounds do not settle either. */
    private int keepUnsettled(Bounds bounds, int count) {
        int kept = 0;
        for (int each = 0; each < count; each++) {
            int point = unsettled[each];
            unsettled[kept] = point;
            if (!bounds.settledByGroups(point, run.drift)) {
                kept++;
            }
        }
        return kept;
    }

    private void sortByCluster(int[] labels, int count) {
        Arrays.fill(starts, 0);
        for (int each = 0; each < count; each++) {
            starts[run.rank[labels[unsettled[each]]] + 1]++;
        }
        for (int each = 1; each < starts.length; each++) {
            starts[each] += starts[each - 1];
        }
        for (int each = 0; each < count; each++) {
            int point = unsettled[each];
            sorted[starts[run.rank[labels[point]]]++] = point;
        }
    }

    private void scan(Bounds bounds, int block, int[] rows, int from, int count) {
        fill(bounds, rows, from, count);
        if (run.first || groups.groups() == 1) {
            scanAll();
        } else {
            scanOwn(bounds.labels, rows, from, count);
            scanOthers(bounds, rows, from, count);
        }
        for (int lane = 0; lane < count; lane++) {
            int point = rows[from + lane];
            int old = bounds.labels[point];
            if (!settlement.settle(lane, bounds, point, scanned)) {
                reader.read(point, 1, row, 0);
                settlement.settleInDouble(lane, row, bounds, point);
            }
            if (bounds.labels[point] != old) {
                move(lane, (long) block * points.blockRows + point, old, bounds.labels[point]);
            }
        }
    }

    private void fill(Bounds bounds, int[] rows, int from, int count) {
        reader.transpose(rows, from, count, tile.columns);
        if (run.first) {
            tile.square();
            for (int lane = 0; lane < count; lane++) {
                bounds.squares[rows[from + lane]] = tile.squares[lane];
            }
        } else {
            for (int lane = 0; lane < count; lane++) {
                tile.squares[lane] = bounds.squares[rows[from + lane]];
            }
        }
        tile.prepare(run.kernel, groups.largestNorm);
    }

    private void scanAll() {
        for (int group = 0; group < scanned.length; group++) {
            run.kernel.scan(tile, groups, group);
            scanned[group] = true;
        }
    }

    /** Scans the groups that hold the present centroids, and takes the distances found for upper bounds. */
    private void scanOwn(int[] labels, int[] rows, int from, int count) {
        Arrays.fill(scanned, false);
        for (int lane = 0; lane < count; lane++) {
            int group = groups.groupOf[labels[rows[from + lane]]];
            if (!scanned[group]) {
                run.kernel.scan(tile, groups, group);
                scanned[group] = true;
            }
            reach[lane] = settlement.reach(lane, group);
        }
    }

    private void scanOthers(Bounds bounds, int[] rows, int from, int count) {
        for (int group = 0; group < scanned.length; group++) {
            if (!scanned[group] && bounds.reached(group, run.drift.group[group], reach, rows, from, count)) {
                run.kernel.scan(tile, groups, group);
                scanned[group] = true;
            }
        }
    }

    private void move(int lane, long row, int from, int to) {
        double weight = points.weight(row);
        if (from >= 0) {
            moves.remove(tile.columns, lane, weight, from);
        }
        moves.add(tile.columns, lane, weight, to);
        moved++;
    }
}
