package dev.kindred.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.kindred.problem.Invalid;
import dev.kindred.segment.Segment;

/** Which clusters of two versions are the same segment. Both lists are by cluster. */
record CommonSegments(List<Segment> from, List<Segment> to) {

    /** A segment with its cluster in both versions; null where one has it not. */
    record Entry(Segment segment, Integer from, Integer to) {}

    /** Of both versions: those of the one by its clusters, then those that only the other has. */
    List<Entry> entries() {
        Map<Long, Integer> clusters = new LinkedHashMap<>();
        to.forEach(segment -> clusters.put(segment.id(), segment.cluster()));
        List<Entry> entries = new ArrayList<>();
        for (Segment segment : from) {
            entries.add(new Entry(segment, segment.cluster(), clusters.remove(segment.id())));
        }
        clusters.values().forEach(cluster -> entries.add(new Entry(to.get(cluster), null, cluster)));
        return entries;
    }

    /** Whether a row of these clusters would change its segment. */
    boolean isMove(int fromCluster, int toCluster) {
        return from.get(fromCluster).id() != to.get(toCluster).id();
    }

    /** Refuses a segment that a version does not have. */
    static void require(List<Segment> segments, Long id, String parameter) {
        if (id != null && segments.stream().noneMatch(segment -> segment.id() == id)) {
            throw new Invalid("%s=%d is no segment of that version; it has %s.".formatted(parameter, id,
                    segments.stream().map(segment -> "%d ('%s')".formatted(segment.id(), segment.label()))
                            .collect(Collectors.joining(", "))));
        }
    }
}
