package dev.kindred.kmeans;

import java.util.Objects;

/**
 * What to fit and how. Made by {@link #clusters(int)} and changed by the {@code with} methods; immutable.
 *
 * @param clusters k, at least 1 and at most the number of different rows
 * @param metric what "near" means
 * @param initialization where centroids start
 * @param initialCentroids k × d, row-major, original coordinates; only with {@link KMeansInitialization#GIVEN}, else null
 * @param restarts how many starts compete, at least 1; see {@link KMeans} for what they compete on
 * @param maxIterations how many assignments and updates one run makes at most, at least 1
 * @param tolerance a run ends when the squared shift of all centroids together is at most this times the mean variance
 *        of the columns; at least 0
 * @param seed decides every random choice
 * @param algorithm how the centroids are improved
 * @param threads how many threads work, at least 1; the result does not depend on it
 * @param memoryBudget bytes that the run may use beside the points; decides how many bounds are kept per row
 */
public record KMeansOptions(
        int clusters,
        KMeansMetric metric,
        KMeansInitialization initialization,
        float[] initialCentroids,
        int restarts,
        int maxIterations,
        double tolerance,
        long seed,
        KMeansAlgorithm algorithm,
        int threads,
        long memoryBudget) {

    public KMeansOptions {
        require(clusters >= 1, "clusters is " + clusters + "; it must be at least 1");
        require(restarts >= 1, "restarts is " + restarts + "; it must be at least 1");
        require(maxIterations >= 1, "maxIterations is " + maxIterations + "; it must be at least 1");
        require(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY,
                "tolerance is " + tolerance + "; it must be finite and at least 0");
        require(threads >= 1, "threads is " + threads + "; it must be at least 1");
        require(memoryBudget >= 0, "memoryBudget is " + memoryBudget + "; it must be at least 0");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(algorithm, "algorithm");
        require((initialization == KMeansInitialization.GIVEN) == (initialCentroids != null),
                "initialCentroids must be given with the initialization GIVEN, and only then");
        initialCentroids = initialCentroids == null ? null : initialCentroids.clone();
    }

    /** The defaults for k clusters: euclidean, greedy k-means++, 10 restarts, 300 iterations, tolerance 1e-4, all cores. */
    public static KMeansOptions clusters(int clusters) {
        return new KMeansOptions(clusters, KMeansMetric.EUCLIDEAN, KMeansInitialization.PLUS_PLUS, null, 10, 300, 1e-4,
                0,
                KMeansAlgorithm.EXACT, Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() / 4);
    }

    /** A copy of the given centroids, or null. */
    @Override
    public float[] initialCentroids() {
        return initialCentroids == null ? null : initialCentroids.clone();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    public KMeansOptions withClusters(int value) {
        return new KMeansOptions(value, metric, initialization, initialCentroids, restarts, maxIterations, tolerance,
                seed,
                algorithm, threads, memoryBudget);
    }

    public KMeansOptions withMetric(KMeansMetric value) {
        return new KMeansOptions(clusters, value, initialization, initialCentroids, restarts, maxIterations, tolerance,
                seed,
                algorithm, threads, memoryBudget);
    }

    /** Starts from k rows drawn at random. */
    public KMeansOptions withRandomStart() {
        return new KMeansOptions(clusters, metric, KMeansInitialization.RANDOM, null, restarts, maxIterations,
                tolerance,
                seed, algorithm, threads, memoryBudget);
    }

    /** Starts from these centroids, k × d row-major in original coordinates, once. */
    public KMeansOptions withStart(float[] centroids) {
        return new KMeansOptions(clusters, metric, KMeansInitialization.GIVEN, centroids, 1, maxIterations, tolerance,
                seed,
                algorithm, threads, memoryBudget);
    }

    public KMeansOptions withRestarts(int value) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, value, maxIterations, tolerance,
                seed,
                algorithm, threads, memoryBudget);
    }

    public KMeansOptions withMaxIterations(int value) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, restarts, value, tolerance, seed,
                algorithm, threads, memoryBudget);
    }

    public KMeansOptions withTolerance(double value) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, restarts, maxIterations, value,
                seed,
                algorithm, threads, memoryBudget);
    }

    public KMeansOptions withSeed(long value) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, restarts, maxIterations, tolerance,
                value, algorithm, threads, memoryBudget);
    }

    public KMeansOptions withAlgorithm(KMeansAlgorithm value) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, restarts, maxIterations, tolerance,
                seed, value, threads, memoryBudget);
    }

    public KMeansOptions withThreads(int value) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, restarts, maxIterations, tolerance,
                seed, algorithm, value, memoryBudget);
    }

    public KMeansOptions withMemoryBudget(long bytes) {
        return new KMeansOptions(clusters, metric, initialization, initialCentroids, restarts, maxIterations, tolerance,
                seed, algorithm, threads, bytes);
    }
}
