package dev.kindred.density;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import dev.kindred.kmeans.Workers;
import dev.kindred.vector.FloatMatrix;

/**
 * DBSCAN (Ester, Kriegel, Sander and Xu, "A density-based algorithm for discovering clusters in large spatial databases with
 * noise", KDD 1996). A point with at least {@code minPoints} points within {@code epsilon}, itself among them, is a core
 * point; core points within epsilon of each other are of one cluster; of the others, those within epsilon of a core point
 * belong to its cluster, and the rest is noise.
 *
 * <p>
 * Where a point that is no core point could belong to several clusters, the paper lets the order of the rows decide; here
 * the nearest core point does, and of equally near ones the first row's. So the result depends neither on the order of work
 * nor on the number of threads.
 *
 * <p>
 * Time grows with the square of the rows at worst, and with the neighbours there are where epsilon is small. Memory: one
 * copy of the points and some bytes a row; neighbours are not kept.
 */
public final class Dbscan {

    private final PointBlocks points;
    private final Neighbourhoods neighbourhoods;
    private final int minPoints;
    private final Workers workers;
    private final DensityProgress progress;

    /** Per block a bit for each core point. */
    private final long[] cores;
    private final Components components;

    /** Of tasks over one block each; there are three for each block. */
    private final AtomicInteger done = new AtomicInteger();

    private Dbscan(PointBlocks points, double square, int minPoints, Workers workers, DensityProgress progress) {
        this.points = points;
        this.neighbourhoods = new Neighbourhoods(points, square);
        this.minPoints = minPoints;
        this.workers = workers;
        this.progress = progress;
        cores = new long[points.blocks];
        components = new Components(points.rows);
    }

    /**
     * Clusters.
     *
     * @param points    n × d, finite
     * @param isCosine  whether the distance is 1 − cos instead of the euclidean one
     * @param epsilon   the radius, as such a distance; above 0
     * @param minPoints at least 1
     * @param threads   how many work, at least 1; the result does not depend on it
     * @param cancelled asked often, by several threads
     * @throws IllegalArgumentException                    when points and options do not make sense together
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    public static DensityLabels fit(FloatMatrix points, boolean isCosine, double epsilon, int minPoints, int threads,
            DensityProgress progress, BooleanSupplier cancelled) {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be finite and above 0");
        }
        if (minPoints < 1) {
            throw new IllegalArgumentException("minPoints is " + minPoints + "; it must be at least 1");
        }
        int rows = Math.toIntExact(points.rows());
        float[] working = WorkingRows.of(points, isCosine, (long) PointBlocks.blocksOf(rows) * PointBlocks.WIDTH);
        // Between vectors of length 1, |x - y|² = 2(1 - cos).
        double square = isCosine ? 2 * epsilon : epsilon * epsilon;
        try (Workers workers = new Workers(threads, cancelled)) {
            return new Dbscan(new PointBlocks(working, rows, points.dimensions()), square, minPoints, workers, progress)
                    .fit();
        }
    }

    private DensityLabels fit() {
        forEachBlock("counting neighbours", this::findCores);
        forEachBlock("joining core points", this::joinCores);
        int[] clusterOf = new int[points.rows];
        forEachBlock("joining border points", block -> label(block, clusterOf));
        return Numbering.byFirstRow(clusterOf, points.rows);
    }

    /** Work on one block. */
    private interface Task {
        void run(int block);
    }

    private void forEachBlock(String phase, Task task) {
        workers.forEach(points.blocks, (worker, block) -> {
            task.run(block);
            progress.reached(done.incrementAndGet() / (3.0 * points.blocks), phase);
        });
    }

    /** The blocks that may hold neighbours of one's points, itself first. */
    private int[] near(int block, int from) {
        int[] found = new int[points.blocks];
        int count = 0;
        found[count++] = block;
        for (int other = from; other < points.blocks; other++) {
            if (other != block && neighbourhoods.mayTouch(block, other)) {
                found[count++] = other;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private void findCores(int block) {
        int[] near = near(block, 0);
        float[] point = new float[points.dimensions];
        float[] scratch = new float[PointBlocks.WIDTH];
        for (int lane = 0; lane < points.size(block); lane++) {
            workers.checkCancelled();
            points.read(block * PointBlocks.WIDTH + lane, point);
            int neighbours = 0;
            for (int i = 0; i < near.length && neighbours < minPoints; i++) {
                if (neighbourhoods.mayTouch(point, near[i])) {
                    neighbours += Long.bitCount(neighbourhoods.within(point, near[i], scratch));
                }
            }
            cores[block] |= neighbours >= minPoints ? 1L << lane : 0;
        }
    }

    private void joinCores(int block) {
        float[] point = new float[points.dimensions];
        float[] scratch = new float[PointBlocks.WIDTH];
        for (int other : near(block, block)) {
            workers.checkCancelled();
            if (isOneComponent(block, other)) {
                continue;
            }
            for (long left = cores[block]; left != 0; left &= left - 1) {
                int position = block * PointBlocks.WIDTH + Long.numberOfTrailingZeros(left);
                points.read(position, point);
                if (neighbourhoods.mayTouch(point, other)) {
                    join(position, other, neighbourhoods.within(point, other, scratch) & cores[other]);
                }
            }
        }
    }

    /** Whether there is nothing left to join between the core points of two blocks, as inside a cluster. */
    private boolean isOneComponent(int block, int other) {
        if (cores[block] == 0 || cores[other] == 0) {
            return true;
        }
        int root = components.root(block * PointBlocks.WIDTH + Long.numberOfTrailingZeros(cores[block]));
        return isAllOf(block, root) && isAllOf(other, root);
    }

    private boolean isAllOf(int block, int root) {
        for (long left = cores[block]; left != 0; left &= left - 1) {
            if (components.root(block * PointBlocks.WIDTH + Long.numberOfTrailingZeros(left)) != root) {
                return false;
            }
        }
        return true;
    }

    private void join(int position, int block, long lanes) {
        for (long left = lanes; left != 0; left &= left - 1) {
            components.join(position, block * PointBlocks.WIDTH + Long.numberOfTrailingZeros(left));
        }
    }

    /** Writes for each row of a block the root of its component, or noise. */
    private void label(int block, int[] clusterOf) {
        int[] near = cores[block] == -1 ? null : near(block, 0); // not needed where all are core points
        float[] point = new float[points.dimensions];
        float[] scratch = new float[PointBlocks.WIDTH];
        for (int lane = 0; lane < points.size(block); lane++) {
            int position = block * PointBlocks.WIDTH + lane;
            if ((cores[block] >>> lane & 1) == 1) {
                clusterOf[points.rowAt[position]] = components.root(position);
                continue;
            }
            workers.checkCancelled();
            points.read(position, point);
            int core = nearestCore(point, near, scratch);
            clusterOf[points.rowAt[position]] = core < 0 ? DensityLabels.NOISE : components.root(core);
        }
    }

    /** The position of the nearest core point within the radius; −1 where there is none. */
    private int nearestCore(float[] point, int[] near, float[] scratch) {
        int nearest = -1;
        double smallest = Double.POSITIVE_INFINITY;
        for (int block : near) {
            if (cores[block] == 0 || !neighbourhoods.mayTouch(point, block)) {
                continue;
            }
            for (long left = neighbourhoods.within(point, block, scratch) & cores[block]; left != 0; left &= left - 1) {
                int position = block * PointBlocks.WIDTH + Long.numberOfTrailingZeros(left);
                double square = points.square(point, position);
                if (square < smallest
                        || square == smallest && points.rowAt[position] < points.rowAt[nearest]) {
                    smallest = square;
                    nearest = position;
                }
            }
        }
        return nearest;
    }
}
