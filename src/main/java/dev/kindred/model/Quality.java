package dev.kindred.model;

import jakarta.persistence.Embeddable;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.Silhouette;

/** How well separated the clusters are; null where one cluster leaves nothing to separate. */
@Embeddable
@RegisterForReflection
public record Quality(
        @Schema(examples = "0.66", nullable = true, description = "Smaller is better, 0 is best") Double daviesBouldin,
        @Schema(examples = "561.6", nullable = true, description = "Larger is better") Double calinskiHarabasz,
        @Schema(examples = "0.55", nullable = true, description = "From -1 to 1, larger is better") Double silhouette,
        @Schema(examples = "150", description = "Rows that the silhouette was computed on") int silhouetteRows,
        @Schema(examples = "false", description = "Whether these are a sample") boolean silhouetteSampled) {

    /** Of no cluster. */
    static final Quality NONE = new Quality(null, null, null, 0, false);

    static Quality of(Clustering clustering, Silhouette silhouette) {
        return new Quality(finite(clustering.daviesBouldin()), finite(clustering.calinskiHarabasz()),
                finite(silhouette.mean()), silhouette.rows(), silhouette.sampled());
    }

    /** NaN and infinity have no place in JSON. */
    static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
