package dev.kindred.kmeans;

/** A tile of points on their way to given rows, in the rows' working coordinates. One worker's own. */
final class LoadedTile {

    private static final int WIDTH = PointTile.WIDTH;

    private final KernelRows rows;
    private final int dimensions;
    private final boolean[] hasDirection = new boolean[WIDTH];

    /** 64 × d, row-major: the points in working coordinates. */
    private final float[] points;

    /** What the kernel reads and writes. */
    final PointTile tile;

    LoadedTile(KernelRows rows) {
        this.rows = rows;
        dimensions = rows.dimensions;
        tile = new PointTile(dimensions, rows.groups.groups(), rows.groups.largestGroup);
        points = new float[WIDTH * dimensions];
    }

    /**
     * Takes points.
     *
     * @param source n × d, row-major
     * @param first  of the points to take
     * @param lanes  how many, at most 64
     */
    void load(float[] source, int first, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            int at = lane * dimensions;
            hasDirection[lane] = rows.toWorking(source, (first + lane) * dimensions, points, at);
            for (int column = 0; column < dimensions; column++) {
                tile.columns[column * WIDTH + lane] = points[at + column];
            }
        }
        tile.square();
        tile.prepare(rows.kernel, rows.groups.largestNorm);
    }

    /** False for an all-zero point under the cosine distance; what else is said of it means nothing then. */
    boolean hasDirection(int lane) {
        return hasDirection[lane];
    }

    /** What no squared distance to any row of a group is below, for the point of a lane. */
    float atLeast(int lane, int group) {
        int packed = tile.nearest[group * WIDTH + lane];
        return Float.intBitsToFloat(packed & ~rows.groups.positionMask) - 2 * tile.slack[lane];
    }

    /** What the squared distance to a row of the group that was scanned last is not below. */
    float atLeastOf(int lane, int slot, int group) {
        return tile.sums[(slot - rows.groups.starts[group]) * WIDTH + lane] + tile.offset[lane] - 2 * tile.slack[lane];
    }

    /** The squared distance to a row, in double. */
    double square(int lane, int row) {
        return CanonicalDistance.square(points, lane * dimensions, rows.working, row * dimensions, dimensions);
    }
}
