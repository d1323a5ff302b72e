package dev.kindred.kmeans;

import java.util.function.BooleanSupplier;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

import dev.kindred.vector.FloatMatrix;

/**
 * Fits k-means.
 *
 * <p>
 * <b>Exact.</b> Labels are those of Lloyd's algorithm with distances in double, ties to the lowest cluster, though few
 * distances are computed: bounds that follow from the triangle inequality (Hamerly, "Making k-means even faster", SDM
 * 2010; in groups, Ding et al., "Yinyang K-Means", ICML 2015) settle most points, float32 kernels with a proven error
 * bound most others. The same data, options and seed give the same bytes on any number of threads, with any kernel, in
 * memory or spooled.
 *
 * <p>
 * <b>Restarts.</b> All starts are run to their end on one seeded sample of max(16,384, 128·k) rows, and the best of them
 * there is finished on all rows; with fewer rows they are all run on all rows. Given centroids are finished on all rows
 * directly. The algorithm QUICK ends with the sample, of max(16,384, 256·k) rows, and labels all rows once.
 *
 * <p>
 * <b>Memory.</b> Beside the points a run takes at most 24 + 4·groups bytes per row and a constant, which grows with
 * threads × clusters × dimensions. The points are not changed.
 */
public final class KMeans {

    private static final int WARM_UP_ROWS = 30_000;
    private static final int WARM_UP_DIMENSIONS = 16;
    private static final int WARM_UP_ROUNDS = 8;

    private KMeans() {}

    /**
     * Fits k-means to points.
     *
     * @param points n × d
     * @param weights n weights, finite, at least 0 and not all 0; or null, which counts every row once
     * @param progress hears of every iteration
     * @param cancelled asked often, by several threads; once it says true the fit ends within a fraction of a second
     * @throws IllegalArgumentException when points, weights and options do not make sense together
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    public static Clustering fit(FloatMatrix points, float[] weights, KMeansOptions options, Progress progress,
            BooleanSupplier cancelled) {
        return fit(points, weights, options, progress, cancelled, Kernels.best());
    }

    /** Fits k-means to points that all count once. */
    public static Clustering fit(FloatMatrix points, KMeansOptions options) {
        return fit(points, null, options, Progress.SILENT, () -> false);
    }

    /** What computes distances in this process: {@code vector-512}, {@code vector-256}, … or {@code plain}. */
    public static String kernel() {
        return Kernels.best().name();
    }

    /**
     * Lets HotSpot compile what a fit runs, by fitting a little noise a few times: about two seconds of one core, meant
     * for a background thread when the service starts. Without it the first fit of a process takes a second longer.
     */
    public static void warmUp() {
        RandomGenerator random = new Well19937c(1);
        float[] noise = new float[WARM_UP_ROWS * WARM_UP_DIMENSIONS];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        FloatMatrix points = FloatMatrix.of(noise, WARM_UP_DIMENSIONS);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            fit(points, KMeansOptions.clusters(8).withRestarts(2).withThreads(1).withSeed(round));
        }
    }

    static Clustering fit(FloatMatrix points, float[] weights, KMeansOptions options, Progress progress,
            BooleanSupplier cancelled, DistanceKernel kernel) {
        InputCheck.check(points, weights, options);
        try (Workers workers = new Workers(options.threads(), cancelled)) {
            return new Fitting(points, weights, options.metric(), kernel, workers, progress).fit(options);
        }
    }
}
