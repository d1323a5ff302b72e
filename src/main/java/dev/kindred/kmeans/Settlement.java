package dev.kindred.kmeans;

/**
 * Turns what a kernel found for a point into its label and bounds. Where the error of the kernel leaves the nearest
 * centroid open, all distances are computed anew in double; ties go to the lowest cluster.
 */
final class Settlement {

    private static final int WIDTH = PointTile.WIDTH;

    /** The part of a distance given away for the roundings on its way into a bound. */
    private static final float CAUTION = 0x1p-20f;

    private final Assignment run;
    private final PointTile tile;
    private final CentroidGroups groups;
    private final int positionMask;
    private final double[] squares;

    Settlement(Assignment run, PointTile tile) {
        this.run = run;
        this.tile = tile;
        this.groups = run.groups;
        this.positionMask = groups.positionMask;
        this.squares = new double[groups.groupOf.length];
    }

    /** The distance of the point in a lane to the nearest centroid of a scanned group, at most. */
    float reach(int lane, int group) {
        return roundUp(Math.sqrt(atMost(tile.nearest[group * WIDTH + lane])));
    }

    /**
     * Settles the point in a lane of the tile.
     *
     * @param scanned which groups the tile holds results for; its present centroid's group must be one of them
     * @return false, with nothing changed, when the kernel's error leaves the nearest centroid open
     */
    boolean settle(int lane, Bounds bounds, int point, boolean[] scanned) {
        int best = PointTile.NONE;
        int bestGroup = 0;
        int runnerUp = PointTile.NONE;
        for (int group = 0, at = lane; group < scanned.length; group++, at += WIDTH) {
            if (scanned[group]) {
                int nearest = tile.nearest[at];
                if (nearest < best) {
                    runnerUp = Math.min(best, tile.second[at]);
                    best = nearest;
                    bestGroup = group;
                } else {
                    runnerUp = Math.min(runnerUp, nearest);
                }
            }
        }
        float most = atMost(best);
        float least = atLeast(runnerUp, tile.slack[lane]);
        if (!(most < least)) {
            return false;
        }
        int winner = groups.clusters[groups.starts[bestGroup] + (best & positionMask)];
        bounds.labels[point] = winner;
        bounds.setUpper(point, roundUp(Math.sqrt(most)), run.drift.cluster[winner]);
        if (scanned.length == 1) {
            bounds.setLower(point, roundDown(least), run.drift.overall);
        } else {
            storeGroups(lane, bounds, point, scanned, bestGroup);
        }
        return true;
    }

    private void storeGroups(int lane, Bounds bounds, int point, boolean[] scanned, int bestGroup) {
        float slack = tile.slack[lane];
        float nearestOther = Float.POSITIVE_INFINITY;
        for (int group = 0, at = lane; group < scanned.length; group++, at += WIDTH) {
            float bound;
            if (scanned[group]) {
                bound = roundDown(atLeast(group == bestGroup ? tile.second[at] : tile.nearest[at], slack));
                bounds.setGroupLower(group, point, bound, run.drift.group[group]);
            } else {
                bound = bounds.groupLower(group, point, run.drift);
            }
            nearestOther = bound < nearestOther ? bound : nearestOther;
        }
        bounds.setLower(point, nearestOther, run.drift.overall);
    }

    private float atMost(int packed) {
        return Float.intBitsToFloat(packed | positionMask);
    }

    /** The least squared distance that a packed result can stand for. */
    private float atLeast(int packed, float slack) {
        return Float.intBitsToFloat(packed & ~positionMask) - 2 * slack;
    }

    /** Settles a point, given by its working coordinates, by the true distances to all centroids that come into question. */
    void settleInDouble(int lane, float[] row, Bounds bounds, int point) {
        if (bounds.groupLower == null) {
            candidateSquares(lane, row);
        } else {
            for (int cluster = 0; cluster < squares.length; cluster++) {
                squares[cluster] = square(row, cluster);
            }
        }
        int winner = 0;
        for (int cluster = 1; cluster < squares.length; cluster++) {
            winner = squares[cluster] < squares[winner] ? cluster : winner;
        }
        bounds.labels[point] = winner;
        bounds.setUpper(point, roundUp(Math.sqrt(squares[winner])), run.drift.cluster[winner]);
        double nearestOther = Double.POSITIVE_INFINITY;
        for (int group = 0; group < groups.groups(); group++) {
            double nearest = nearestOther(group, winner);
            nearestOther = Math.min(nearestOther, nearest);
            if (bounds.groupLower != null) {
                bounds.setGroupLower(group, point, roundDown(nearest), run.drift.group[group]);
            }
        }
        bounds.setLower(point, roundDown(nearestOther), run.drift.overall);
    }

    /**
     * The squared distances, true for centroids that may be nearest and lower bounds above the least for all others. With
     * one group the tile still holds the kernel's sums for every centroid, which tell them apart.
     */
    private void candidateSquares(int lane, float[] row) {
        float most = atMost(tile.nearest[lane]);
        for (int slot = 0; slot < groups.clusters.length; slot++) {
            int cluster = groups.clusters[slot];
            if (cluster >= 0) {
                float least = tile.sums[slot * WIDTH + lane] + tile.offset[lane] - 2 * tile.slack[lane];
                squares[cluster] = least > most ? least : square(row, cluster);
            }
        }
    }

    private double square(float[] row, int cluster) {
        return CanonicalDistance.square(row, 0, run.centroids, cluster * tile.dimensions, tile.dimensions);
    }

    private double nearestOther(int group, int winner) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int slot = groups.starts[group]; slot < groups.starts[group + 1]; slot++) {
            int cluster = groups.clusters[slot];
            if (cluster >= 0 && cluster != winner) {
                nearest = Math.min(nearest, squares[cluster]);
            }
        }
        return nearest;
    }

    /** A distance at most this square's root, of a square that may have come out below zero. */
    private static float roundDown(double square) {
        return square > 0 ? (float) Math.sqrt(square) * (1 - CAUTION) : 0;
    }

    private static float roundUp(double distance) {
        return (float) distance * (1 + CAUTION) + Float.MIN_NORMAL;
    }
}
