package dev.kindred.kmeans;

/**
 * The vector kernel, with the plain one standing in until HotSpot has compiled it. Interpreted, an operation on vectors
 * allocates and runs a hundred times slower than its loop in plain code; the first fit of a process used to spend most of
 * its time there. Kernels may change in the middle of a run because labels do not depend on them.
 */
final class WarmingKernel implements DistanceKernel {

    private static final int DIMENSIONS = 8;
    private static final int CLUSTERS = 16;

    /** Scans after which HotSpot has surely asked for the compilation of every method. */
    private static final int SCANS = 3000;

    /** A scan of the small warm-up tile takes about 1 µs compiled and 200 µs interpreted. */
    private static final long COMPILED_NANOS = 20_000;

    /** Give up waiting then: the kernel is right, if slow. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final DistanceKernel vector;
    private volatile DistanceKernel current = new PlainKernel();

    WarmingKernel(DistanceKernel vector) {
        this.vector = vector;
        Thread thread = new Thread(this::warm, "kmeans-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void warm() {
        CentroidGroups groups = new CentroidGroups(new int[CLUSTERS], 1, DIMENSIONS);
        groups.load(new float[CLUSTERS * DIMENSIONS]);
        PointTile tile = new PointTile(DIMENSIONS, 1, groups.largestGroup);
        tile.prepare(vector, groups.largestNorm);
        long start = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        for (int scan = 0; scan < SCANS || fastest > COMPILED_NANOS; scan++) {
            long before = System.nanoTime();
            vector.scan(tile, groups, 0);
            long after = System.nanoTime();
            fastest = Math.min(fastest, after - before);
            if (after - start > PATIENCE_NANOS) {
                break;
            }
        }
        current = vector;
    }

    @Override
    public String name() {
        return vector.name();
    }

    /** Those of the kernel with more of them, because it may be either. */
    @Override
    public int roundings(int dimensions) {
        return Math.max(vector.roundings(dimensions), current.roundings(dimensions));
    }

    @Override
    public void scan(PointTile tile, CentroidGroups centroids, int group) {
        current.scan(tile, centroids, group);
    }
}
