package dev.kindred.model;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.kmeans.ClusterCountSweep;

/**
 * What was found for each number of clusters that was tried.
 *
 * @param curve  ascending
 * @param chosen the number that the model has
 * @param reason why, in words
 */
@RegisterForReflection
public record Sweep(List<Point> curve, int chosen, String reason) {

    /** The measures of one number of clusters. */
    @RegisterForReflection
    @Schema(name = "SweepPoint")
    public record Point(int clusters, double inertia, Double silhouette, Double daviesBouldin,
            Double calinskiHarabasz) {}

    static Sweep of(ClusterCountSweep sweep) {
        List<Point> curve = sweep.curve().stream()
                .map(point -> new Point(point.clusters(), point.inertia(), Quality.finite(point.silhouette().mean()),
                        Quality.finite(point.daviesBouldin()), Quality.finite(point.calinskiHarabasz())))
                .toList();
        return new Sweep(curve, sweep.chosen(), sweep.reason());
    }
}
