package dev.kindred.compare;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.Quality;

/** What would change if one version took the place of another. */
@RegisterForReflection
public record Comparison(
        @Schema(description = "The main points in words, the most important first",
                examples = "[\"12.4 % of 1,000,000 rows would change their segment.\"]") List<String> summary,
        Version from, Version to, Rows rows, Moves moves,
        @Schema(examples = "0.87", nullable = true,
                description = """
                        Adjusted Rand index of both partitions: 1 for the same, about 0 for independent ones; null with fewer than two \
                        rows""") Double adjustedRandIndex,
        @Schema(description = "Of both versions: those of `from` by its clusters, then those that only `to` has") List<Item> segments,
        @Schema(description = """
                Rows by their segment in both versions: row i and column j are items i and j of `segments`, so those on the \
                diagonal stay""",
                examples = "[[500, 12], [3, 485]]") long[][] transitions) {

    /** One version and its measures: those of its training as they were stored, and the distance of the rows as they are now. */
    @RegisterForReflection
    @Schema(name = "ComparedVersion")
    public record Version(@Schema(examples = "7") int version, Instant createdAt, @Schema(examples = "8") int clusters,
            @Schema(examples = "1000000", description = "At its training") long trainingRows,
            @Schema(examples = "78.94", description = "At its training") double inertia,
            @Schema(description = "At its training") Quality quality,
            @Schema(examples = "1.93", nullable = true, description = """
                    Of the rows that are compared from their centres, in this version's own vector space; null without \
                    rows""") Double meanDistance) {

        static Version of(KMeansModel model, Double meanDistance) {
            return new Version(model.version, model.createdAt, model.clusters, model.rows, model.inertia,
                    model.quality, meanDistance);
        }
    }

    /** Which rows could be compared, as the table is now. */
    @RegisterForReflection
    @Schema(name = "ComparedRows")
    public record Rows(@Schema(examples = "1000000", description = "With a segment in both versions") long compared,
            @Schema(examples = "0", description = "Have a segment in `from` and would have none") long onlyFrom,
            @Schema(examples = "120", description = "Have none and would have one") long onlyTo,
            @Schema(examples = "0", description = "Neither version can encode them") long neither) {}

    /** Rows that have a segment in both versions, but not the same. */
    @RegisterForReflection
    @Schema(name = "MovingRows")
    public record Moves(@Schema(examples = "124000") long rows,
            @Schema(examples = "0.124", nullable = true, description = "Of those compared") Double share) {}

    /** A segment that one of the versions has, or both. */
    @RegisterForReflection
    @Schema(name = "ComparedSegment")
    public record Item(@Schema(examples = "12") long id, @Schema(examples = "older, inactive") String label,
            @Schema(nullable = true, description = "Null for one that appears") Share from,
            @Schema(nullable = true, description = "Null for one that disappears") Share to,
            @Schema(nullable = true, description = "Null unless both versions have it") Shift shift) {}

    /** A segment's rows in a version, of those compared. */
    @RegisterForReflection
    @Schema(name = "ComparedShare")
    public record Share(@Schema(examples = "3") int cluster, @Schema(examples = "118000") long rows,
            @Schema(examples = "0.118", nullable = true) Double share) {}

    /** How far a segment's centre has moved. */
    @RegisterForReflection
    @Schema(name = "CentreShift")
    public record Shift(
            @Schema(examples = "0.21", nullable = true, description = """
                    Between the centres in the vector space; null where recipes or metrics differ""") Double distance,
            @Schema(description = "By column or feature, in original units where they can be given") Map<String, FeatureShift> features) {}

    /** Where a feature of a centre was and would be; shares by category for a categorical one, an array for a vector. */
    @RegisterForReflection
    public record FeatureShift(@Schema(examples = "61.2", nullable = true) Object from,
            @Schema(examples = "63.9", nullable = true) Object to,
            @Schema(examples = "2.7", nullable = true,
                    description = "Null where only one version has it") Object difference) {}
}
