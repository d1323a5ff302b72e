package dev.kindred.kmeans;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import dev.kindred.vector.FloatMatrix;

/**
 * Fits every number of clusters in a range over the same prepared points, and chooses one.
 *
 * @param curve the measures for each k, ascending
 * @param chosen the k chosen
 * @param reason why, in words
 */
public record ClusterCountSweep(List<Point> curve, int chosen, String reason) {

    /** Below it clusters overlap so much that the silhouette cannot tell how many there are (Rousseeuw's "no structure"). */
    private static final double CLEAR_STRUCTURE = 0.25;

    private static final int LARGEST_AUTOMATIC = 15;

    /** The measures of the fit with k clusters. */
    public record Point(int clusters, double inertia, Silhouette silhouette, double daviesBouldin,
            double calinskiHarabasz,
            int iterations) {}

    /** Tries k from 2 to 15, or to the square root of half the rows if that is less: a range for customer segments. */
    public static ClusterCountSweep automatic(FloatMatrix points, float[] weights, KMeansOptions options,
            Progress progress,
            BooleanSupplier cancelled) {
        int most = (int) Math.min(LARGEST_AUTOMATIC, Math.max(2, Math.sqrt(points.rows() / 2.0)));
        return run(points, weights, options, 2, most, progress, cancelled);
    }

    /**
     * Tries k from {@code fewest} to {@code most}; the options give everything else.
     *
     * @throws IllegalArgumentException when the range is empty, the options carry given centroids, or a fit is refused
     */
    public static ClusterCountSweep run(FloatMatrix points, float[] weights, KMeansOptions options, int fewest,
            int most,
            Progress progress, BooleanSupplier cancelled) {
        if (fewest < 1 || most < fewest) {
            throw new IllegalArgumentException("the range " + fewest + " to " + most
                    + " holds no number of clusters; give two numbers of at least 1, the smaller first");
        }
        if (options.initialCentroids() != null) {
            throw new IllegalArgumentException("given centroids fit one number of clusters only; choose another start");
        }
        InputCheck.check(points, weights, options.withClusters(most));
        List<Point> curve = new ArrayList<>();
        try (Workers workers = new Workers(options.threads(), cancelled)) {
            Fitting fitting = new Fitting(points, weights, options.metric(), Kernels.best(), workers, progress);
            for (int clusters = fewest; clusters <= most; clusters++) {
                Clustering fitted = fitting.fit(options.withClusters(clusters));
                curve.add(new Point(clusters, fitted.inertia(), Silhouette.of(points, fitted, workers),
                        fitted.daviesBouldin(),
                        fitted.calinskiHarabasz(), fitted.iterations()));
            }
        }
        return choose(curve);
    }

    static ClusterCountSweep choose(List<Point> curve) {
        Point best = curve.get(0);
        for (Point point : curve) {
            // NaN, for one cluster, loses against every number
            if (point.silhouette.mean() > best.silhouette.mean() || Double.isNaN(best.silhouette.mean())) {
                best = point;
            }
        }
        if (curve.size() == 1) {
            return new ClusterCountSweep(curve, best.clusters, "k = " + best.clusters + " was the only one tried");
        }
        if (best.silhouette.mean() >= CLEAR_STRUCTURE) {
            return new ClusterCountSweep(List.copyOf(curve), best.clusters, String.format(Locale.ROOT,
                    "k = %d has the highest mean silhouette, %.2f %s", best.clusters, best.silhouette.mean(),
                    basis(best.silhouette)));
        }
        Point bend = bend(curve);
        return new ClusterCountSweep(List.copyOf(curve), bend.clusters, String.format(Locale.ROOT,
                "no k separates the rows clearly (the highest mean silhouette is %.2f %s, at k = %d); k = %d is where the "
                        + "inertia curve bends most",
                best.silhouette.mean(), basis(best.silhouette), best.clusters,
                bend.clusters));
    }

    private static String basis(Silhouette silhouette) {
        return silhouette.sampled() ? "on a sample of " + silhouette.rows() + " rows" : "on all rows";
    }

    /** The point farthest below the line between the ends of the curve (Satopää et al., "Finding a Kneedle", 2011). */
    private static Point bend(List<Point> curve) {
        Point first = curve.get(0);
        Point last = curve.get(curve.size() - 1);
        Point bend = first;
        double deepest = 0;
        for (Point point : curve) {
            double along = (double) (point.clusters - first.clusters) / (last.clusters - first.clusters);
            double line = first.inertia + along * (last.inertia - first.inertia);
            if (line - point.inertia > deepest) {
                deepest = line - point.inertia;
                bend = point;
            }
        }
        return bend;
    }
}
