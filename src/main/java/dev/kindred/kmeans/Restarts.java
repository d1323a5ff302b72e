package dev.kindred.kmeans;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Lets seeded starts compete: each is run to its end on the same sample, and the one of least inertia there wins. Small
 * data is its own sample.
 *
 * <p>
 * Ten full runs would cost ten times as much, and in clustered data which start is best shows on a sample already. Starts
 * run side by side, one thread each.
 */
final class Restarts {

    /** Rows to compete on: at least this many, */
    private static final int SAMPLE_ROWS = 1 << 14;

    /** and this many per cluster. */
    private static final int SAMPLE_ROWS_PER_CLUSTER = 128;

    /** Where nothing comes after them they get more rows: as many per list as Faiss gives the training of an IVF index. */
    private static final int QUICK_ROWS_PER_CLUSTER = 256;

    /** Rows to choose the seeds from: at least this many, */
    private static final int SEEDING_ROWS = 1 << 12;

    /** and this many per cluster. */
    private static final int SEEDING_ROWS_PER_CLUSTER = 32;

    /** Spreads the seeds of the restarts; any odd constant would do. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final WorkingPoints points;
    private final KMeansOptions options;
    private final DistanceKernel kernel;
    private final Workers workers;
    private final Progress progress;
    private final WorkingPoints arena;

    Restarts(WorkingPoints points, KMeansOptions options, DistanceKernel kernel, Workers workers, Progress progress) {
        this.points = points;
        this.options = options;
        this.kernel = kernel;
        this.workers = workers;
        this.progress = progress;
        arena = arena();
    }

    private WorkingPoints arena() {
        long size = sampleRows(options);
        if (points.rows <= size) {
            return points;
        }
        Sample sample = Sample.draw(points, (int) size, random(0));
        return points.sample(sample.rows(), sample.weights());
    }

    private static long sampleRows(KMeansOptions options) {
        long each = options.algorithm() == KMeansAlgorithm.QUICK ? QUICK_ROWS_PER_CLUSTER : SAMPLE_ROWS_PER_CLUSTER;
        return Math.max(SAMPLE_ROWS, each * options.clusters());
    }

    /** How many rows the starts compete on. */
    long rows() {
        return arena.rows;
    }

    /** Whether the starts compete on all rows, so that the winner needs no further iterations. */
    boolean onAllRows() {
        return arena == points;
    }

    /** The state of a start when it ended. */
    record Outcome(float[] centroids, double inertia, int iterations) {}

    /** The winner; the first of equals. */
    Outcome best() {
        Outcome[] outcomes = new Outcome[options.restarts()];
        Workers single = workers.single();
        workers.forEach(outcomes.length, (worker, start) -> outcomes[start] = run(start, single));
        Outcome best = outcomes[0];
        for (Outcome outcome : outcomes) {
            best = outcome.inertia < best.inertia ? outcome : best;
        }
        return best;
    }

    private Outcome run(int start, Workers single) {
        float[] seeds = seeds(random(start + 1), single);
        ExactRun run = new ExactRun(arena, seeds, options, kernel, single);
        run.run(progress, start + 1);
        return new Outcome(run.assignment.centroids, run.inertia(), run.iterations());
    }

    private float[] seeds(RandomGenerator random, Workers single) {
        int clusters = options.clusters();
        long size = Math.max(SEEDING_ROWS, (long) SEEDING_ROWS_PER_CLUSTER * clusters);
        Sample sample = arena.rows <= size ? Sample.all(arena) : Sample.draw(arena, (int) size, random);
        Seeding seeding = new Seeding(sample, points.dimensions, random, single);
        float[] seeds = options.initialization() == KMeansInitialization.RANDOM
                ? seeding.random(clusters)
                : seeding.plusPlus(clusters);
        return seeds != null ? seeds : DistinctRows.first(points, clusters, single);
    }

    private RandomGenerator random(int number) {
        return new Well19937c(options.seed() + number * GOLDEN);
    }
}
