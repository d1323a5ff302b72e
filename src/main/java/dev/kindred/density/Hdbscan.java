package dev.kindred.density;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;

import dev.kindred.kmeans.Workers;
import dev.kindred.vector.FloatMatrix;

/**
 * HDBSCAN* (Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates", PAKDD 2013):
 * DBSCAN over all radii at once, of which each cluster is taken where it is most stable; so clusters of different densities
 * are found, and no radius has to be known.
 *
 * <p>
 * Time grows with the square of the rows. Memory: the points in double and some hundred bytes a row. The result depends
 * neither on threads nor, where there are ties, on the order of the rows; only the numbers of clusters follow it. There is
 * nothing random.
 */
public final class Hdbscan {

    private static final double SHARE_OF_CORES = 0.6;

    private Hdbscan() {}

    /**
     * Clusters.
     *
     * @param points         n × d, finite
     * @param isCosine       whether the distance is 1 − cos instead of the euclidean one
     * @param minClusterSize the fewest rows that are a cluster rather than noise, at least 2
     * @param minPoints      the how-manieth nearest point says how dense it is around a point, itself being the first; at
     *                       least 1
     * @param threads        how many work, at least 1
     * @param cancelled      asked often, by several threads
     * @throws IllegalArgumentException                    when points and options do not make sense together
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    public static DensityLabels fit(FloatMatrix points, boolean isCosine, int minClusterSize, int minPoints,
            int threads, DensityProgress progress, BooleanSupplier cancelled) {
        if (minClusterSize < 2) {
            throw new IllegalArgumentException("minClusterSize is " + minClusterSize + "; it must be at least 2");
        }
        if (minPoints < 1) {
            throw new IllegalArgumentException("minPoints is " + minPoints + "; it must be at least 1");
        }
        int rows = Math.toIntExact(points.rows());
        float[] working = WorkingRows.of(points, isCosine, rows);
        if (rows < minClusterSize || rows < minPoints) {
            return allNoise(rows);
        }
        try (Workers workers = new Workers(threads, cancelled)) {
            ExactPoints exact = new ExactPoints(working, rows, points.dimensions());
            double[] cores = CoreDistances.squares(exact, rows, minPoints, workers,
                    (share, phase) -> progress.reached(SHARE_OF_CORES * share, phase));
            SpanningTree.Edge[] edges = SpanningTree.of(exact, cores, workers,
                    (share, phase) -> progress.reached(SHARE_OF_CORES + (1 - SHARE_OF_CORES) * share, phase));
            // Between vectors of length 1, |x - y|² = 2(1 - cos).
            DoubleUnaryOperator distance = isCosine ? square -> square / 2 : Math::sqrt;
            return new CondensedTree(new MergeTree(edges, distance), minClusterSize).labels();
        }
    }

    private static DensityLabels allNoise(int rows) {
        int[] labels = new int[rows];
        Arrays.fill(labels, DensityLabels.NOISE);
        return new DensityLabels(labels, 0);
    }
}
