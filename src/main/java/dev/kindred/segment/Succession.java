package dev.kindred.segment;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.agroal.api.AgroalDataSource;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.ModelStored;
import dev.kindred.model.Models;
import dev.kindred.model.RecipeVersion;
import dev.kindred.segment.MatchingReport.Basis;

/**
 * Gives the clusters of a new version their segments: those of the champion, or of the version before where there is none,
 * as far as the clusters match, and new ones for the others. In the transaction that stores the version and under the lock
 * of its name, so that no two versions decide at once.
 */
@ApplicationScoped
class Succession {

    private final AgroalDataSource dataSource;
    private final Models models;
    private final Segments segments;
    private final Matchings matchings;
    private final RowComparison comparison;
    private final Births births;
    private final SegmentsConfig config;

    Succession(AgroalDataSource dataSource, Models models, Segments segments, Matchings matchings,
            RowComparison comparison, Births births, SegmentsConfig config) {
        this.dataSource = dataSource;
        this.models = models;
        this.segments = segments;
        this.matchings = matchings;
        this.comparison = comparison;
        this.births = births;
        this.config = config;
    }

    /** First of all observers: what others do with a version, they do with its segments. */
    void carryOver(@Observes @Priority(100) ModelStored event) {
        KMeansModel reference = reference(event.model()).orElse(null);
        try (Connection connection = dataSource.getConnection()) {
            Compared compared = comparison.compare(connection, event.model(), event.labels(), reference);
            carryOver(connection, event.model(), reference, compared);
        } catch (SQLException failure) {
            throw new IllegalStateException("The segments could not be carried over", failure);
        }
    }

    private Optional<KMeansModel> reference(KMeansModel young) {
        return models.aliased(young.name, Models.CHAMPION).or(() -> models
                .find("name = ?1 and version < ?2 order by version desc", young.name, young.version).page(0, 1)
                .firstResultOptional());
    }

    private void carryOver(Connection connection, KMeansModel young, KMeansModel reference, Compared compared)
            throws SQLException {
        Basis basis = basis(young, reference, compared);
        Overlap overlap = compared.overlap();
        Matching matching = Matching.of(similarity(young, reference, overlap, basis), young.clusters, overlap,
                config.matchThreshold());
        List<Segment> before = reference == null ? List.of() : segments.of(connection, reference.id);
        List<Segment> now = births.complete(connection, young, compared.everyone(), matching, before);
        matchings.store(connection, young.id, reference == null ? null : reference.id,
                MatchingReport.of(new MatchingReport.Setting(young.name, young.version,
                        reference == null ? null : reference.version, basis, reason(young, reference, basis, compared),
                        overlap == null ? 0 : overlap.rows(), config.matchThreshold()), matching, before, now));
    }

    private static Basis basis(KMeansModel young, KMeansModel reference, Compared compared) {
        if (reference == null) {
            return Basis.NONE;
        }
        boolean isComparable = isSameSpace(young, reference);
        if (compared.overlap() != null) {
            return isComparable ? Basis.BOTH : Basis.MEMBERS;
        }
        return isComparable ? Basis.CENTROIDS : Basis.NONE;
    }

    /** Whether the centroids of both have the same units. */
    private static boolean isSameSpace(KMeansModel young, KMeansModel reference) {
        return RecipeVersion.isSame(young.recipe, reference.recipe) && young.columns.equals(reference.columns)
                && young.dimensions == reference.dimensions
                && Centres.isCosine(young) == Centres.isCosine(reference);
    }

    private static String reason(KMeansModel young, KMeansModel reference, Basis basis, Compared compared) {
        if (basis == Basis.MEMBERS) {
            return "centroids of different recipes, columns or metrics have no common units";
        }
        return reference == null || basis == Basis.BOTH ? null : compared.reason();
    }

    private static double[][] similarity(KMeansModel young, KMeansModel reference, Overlap overlap, Basis basis) {
        return switch (basis) {
            case BOTH -> Similarity.ofBoth(Similarity.ofMembers(overlap), ofCentroids(young, reference));
            case MEMBERS -> Similarity.ofMembers(overlap);
            case CENTROIDS -> ofCentroids(young, reference);
            case NONE -> new double[reference == null ? 0 : reference.clusters][young.clusters];
        };
    }

    private static double[][] ofCentroids(KMeansModel young, KMeansModel reference) {
        return Similarity.ofCentroids(Centres.of(reference), spread(reference), Centres.of(young), spread(young));
    }

    /** Of the first cluster, which counts only where it is the only one. */
    private static double spread(KMeansModel model) {
        Double meanDistance = model.clusters == 0 ? null : model.centroids.get(0).meanDistance;
        return meanDistance == null ? 0 : meanDistance;
    }
}
