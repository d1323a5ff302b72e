package dev.kindred.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How the segments of a version follow from those of its reference. Labels are those of then.
 *
 * @param referenceVersion null where there was none to follow from
 * @param reason           what kept members or centroids from being compared; null where nothing did
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Matching")
public record MatchingReport(
        @Schema(examples = "customer") String model,
        @Schema(examples = "4") int version,
        @Schema(examples = "3", nullable = true,
                description = """
                        Whose segments were carried over: the champion at that time, else the version before; absent for a \
                        first version""") Integer referenceVersion,
        @Schema(implementation = String.class, enumeration = {
                "both", "members", "centroids", "none"},
                description = """
                        What was compared: the clusters' members over the same rows, their centroids, or both""") Basis basis,
        @Schema(nullable = true, examples = "version 3 is of table 'customer', this one of 'visit'",
                description = "What kept members or centroids from being compared") String reason,
        @Schema(examples = "20000", description = "Whose clusters were compared") long rows,
        @Schema(examples = "0.3", description = "The similarity below which no match is claimed") double threshold,
        @Schema(examples = "7.4", description = "Of all kept segments") double totalSimilarity,
        @Schema(description = "Segments that go on") List<Kept> kept,
        @Schema(description = "New segments") List<Born> born,
        @Schema(description = "Segments that this version has no more") List<Died> died,
        @Schema(description = """
                Segments of the reference, and where their members are now, where several segments have a quarter or more of \
                them each""") List<Flow> split,
        @Schema(description = """
                Segments of this version, and where their members come from, where a quarter or more of them each come from \
                several segments""") List<Flow> merged){

    /** What was compared. */
    enum Basis {
        /** Members and centroids. */
        BOTH,
        /** Members alone. */
        MEMBERS,
        /** Centroids alone. */
        CENTROIDS,
        /** Nothing. */
        NONE;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A segment that goes on, with its cluster in the reference and in the version. */
    @RegisterForReflection
    @Schema(name = "KeptSegment")
    public record Kept(@Schema(examples = "17") long segment,
            @Schema(examples = "older, inactive") String label,
            @Schema(examples = "0") int clusterBefore,
            @Schema(examples = "2") int cluster,
            @Schema(examples = "0.87", description = "1 is the same cluster, 0 what chance gives") double similarity) {}

    /** A new segment. */
    @RegisterForReflection
    @Schema(name = "BornSegment")
    public record Born(@Schema(examples = "23") long segment, @Schema(examples = "younger") String label,
            @Schema(examples = "4") int cluster) {}

    /** A segment that is no more. */
    @RegisterForReflection
    @Schema(name = "DiedSegment")
    public record Died(@Schema(examples = "18") long segment, @Schema(examples = "average") String label,
            @Schema(examples = "1") int clusterBefore) {}

    /** A segment and where its members are now, or come from. */
    @RegisterForReflection
    @Schema(name = "SegmentFlow")
    public record Flow(@Schema(examples = "17") long segment, @Schema(examples = "older, inactive") String label,
            List<Part> parts) {}

    /** Another segment, which may be the same one. */
    @RegisterForReflection
    @Schema(name = "SegmentPart")
    public record Part(@Schema(examples = "23") long segment, @Schema(examples = "younger") String label,
            @Schema(examples = "0.4") double share) {}

    /** What is known before the clusters are paired. */
    record Setting(String model, int version, Integer referenceVersion, Basis basis, String reason, long rows,
            double threshold) {}

    static MatchingReport of(Setting setting, Matching matching, List<Segment> before, List<Segment> now) {
        List<Kept> kept = new ArrayList<>();
        List<Born> born = new ArrayList<>();
        for (Segment segment : now) {
            int cluster = segment.cluster();
            if (matching.isBirth(cluster)) {
                born.add(new Born(segment.id(), segment.label(), cluster));
            } else {
                kept.add(new Kept(segment.id(), segment.label(), matching.oldOf()[cluster], cluster,
                        matching.similarity()[cluster]));
            }
        }
        List<Died> died = matching.died().stream()
                .map(cluster -> new Died(before.get(cluster).id(), before.get(cluster).label(), cluster)).toList();
        return new MatchingReport(setting.model, setting.version, setting.referenceVersion, setting.basis,
                setting.reason, setting.rows, setting.threshold, matching.total(), kept, born, died,
                flows(matching.splits(), before, now), flows(matching.merges(), now, before));
    }

    private static List<Flow> flows(List<Matching.Flow> flows, List<Segment> ones, List<Segment> others) {
        return flows.stream().map(flow -> {
            Segment one = ones.get(flow.cluster());
            return new Flow(one.id(), one.label(), flow.parts().stream().map(part -> {
                Segment other = others.get(part.cluster());
                return new Part(other.id(), other.label(), part.share());
            }).toList());
        }).toList();
    }
}
