package dev.kindred.recall;

import java.util.EnumMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import dev.kindred.recall.SearchWay.Mode;

/** Counts searches by the way they went, and those that could not use an index by the reason. */
@ApplicationScoped
public class SearchCounts {

    private final Map<Mode, Counter> modes = new EnumMap<>(Mode.class);
    private final Map<Reason, Counter> unindexed = new EnumMap<>(Reason.class);

    SearchCounts(MeterRegistry registry) {
        for (Mode mode : Mode.values()) {
            modes.put(mode, Counter.builder("kindred.search").description("Searches for neighbours, by how they went")
                    .tag("mode", mode.code).register(registry));
        }
        for (Reason reason : Reason.values()) {
            if (reason.isUnindexed()) {
                unindexed.put(reason, Counter.builder("kindred.search.unindexed")
                        .description("Searches for neighbours that could not use a vector index")
                        .tag("reason", reason.code()).register(registry));
            }
        }
    }

    /** One more that has gone so. */
    public void count(SearchWay way) {
        modes.get(way.mode()).increment();
        if (way.reason().isUnindexed()) {
            unindexed.get(way.reason()).increment();
        }
    }
}
