package dev.kindred.kmeans;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * How far points are from the nearest of some given rows, on several threads.
 *
 * <p>
 * The float32 kernel of the engine finds the rows that may be the nearest, and where there are several of them distances in double decide
 * (see {@link CanonicalDistance}); so results do not depend on the kernel. They are those of the float32 differences from
 * the mean of the rows, which are as exact as float32 input allows. Inner products and taxicab distances, which have no
 * such form, are computed in float32 for all rows.
 */
public final class NearestRows implements AutoCloseable {

    /** Points that a thread takes at a time. */
    private static final int BLOCK = 64 * PointTile.WIDTH;

    private final int dimensions;
    private final Workers workers;
    private final NearestScan[] scans;

    /** What "near" means; smaller is nearer. */
    public enum Distance {
        /** |x − r|. */
        L2,
        /** 1 − cos(x, r); NaN for an all-zero point. */
        COSINE,
        /** −x·r. */
        INNER_PRODUCT,
        /** Σ|x − r|. */
        L1
    }

    /**
     * Prepares a search.
     *
     * @param rows      k × d, row-major; for the cosine distance none of them all-zero
     * @param threads   how many work, at least 1; results do not depend on it
     * @param cancelled asked often, by several threads
     * @throws IllegalArgumentException when there is no row, the values are not whole rows, or a row has no direction
     */
    public NearestRows(float[] rows, int dimensions, Distance distance, int threads, BooleanSupplier cancelled) {
        this(rows, dimensions, distance, threads, cancelled, Kernels.best());
    }

    NearestRows(float[] rows, int dimensions, Distance distance, int threads, BooleanSupplier cancelled,
            DistanceKernel kernel) {
        if (rows.length == 0 || dimensions < 1 || rows.length % dimensions != 0) {
            throw new IllegalArgumentException("the " + rows.length + " values are not whole rows of " + dimensions
                    + "; give at least one row");
        }
        this.dimensions = dimensions;
        float[] different = different(rows, dimensions);
        workers = new Workers(threads, cancelled);
        scans = new NearestScan[threads];
        switch (distance) {
            case L2, COSINE -> {
                KernelRows prepared = new KernelRows(different, dimensions, distance == Distance.COSINE, kernel);
                Arrays.setAll(scans, worker -> new KernelScan(prepared));
            }
            case L1 -> Arrays.setAll(scans, worker -> new TaxicabScan(different, dimensions));
            case INNER_PRODUCT -> Arrays.setAll(scans, worker -> new ProductScan(different, dimensions));
        }
    }

    /** Rows that repeat others would make every close call one of many. */
    private static float[] different(float[] rows, int dimensions) {
        Set<DistinctRows.Row> seen = new LinkedHashSet<>();
        for (int at = 0; at < rows.length; at += dimensions) {
            seen.add(new DistinctRows.Row(DistinctRows.canonical(Arrays.copyOfRange(rows, at, at + dimensions))));
        }
        float[] different = new float[seen.size() * dimensions];
        int to = 0;
        for (DistinctRows.Row row : seen) {
            System.arraycopy(row.values(), 0, different, to, dimensions);
            to += dimensions;
        }
        return different;
    }

    /**
     * Measures points.
     *
     * @param points  n × d, row-major, finite
     * @param count   n
     * @param nearest receives for each point the distance to the nearest row
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    public void measure(float[] points, int count, double[] nearest) {
        workers.forEach((count + BLOCK - 1) / BLOCK, (worker, block) -> {
            int end = Math.min(count, (block + 1) * BLOCK);
            for (int first = block * BLOCK; first < end; first += PointTile.WIDTH) {
                workers.checkCancelled();
                scans[worker].measure(points, first, Math.min(PointTile.WIDTH, end - first), nearest);
            }
        });
    }

    /** The number of columns, d. */
    public int dimensions() {
        return dimensions;
    }

    @Override
    public void close() {
        workers.close();
    }
}
