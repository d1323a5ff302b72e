package dev.kindred.health;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;

/** Sizes, dead rows and findings as gauges. A scrape gets the last figures, and has old ones read anew for the next. */
@ApplicationScoped
class HealthMetrics {

    private final LatestHealth latest;

    HealthMetrics(LatestHealth latest) {
        this.latest = latest;
    }

    void register(@Observes StartupEvent start, MeterRegistry registry) {
        for (Severity severity : Severity.values()) {
            Gauge.builder("kindred.database.findings", latest,
                    health -> health.get().map(report -> (double) report.count(severity)).orElse(Double.NaN))
                    .description("findings of the database's health").tag("severity", severity.word())
                    .register(registry);
        }
        MultiGauge bytes = MultiGauge.builder("kindred.database.table.bytes").baseUnit("bytes")
                .description("of a table with its indexes").register(registry);
        MultiGauge deadShare = MultiGauge.builder("kindred.database.table.dead.share")
                .description("of dead rows among a table's rows").register(registry);
        MultiGauge indexBytes = MultiGauge.builder("kindred.database.index.bytes").baseUnit("bytes")
                .description("of an index").register(registry);
        latest.follow(report -> {
            bytes.register(rows(report.tables(), "table", TableHealth::name, TableHealth::bytes), true);
            deadShare.register(rows(report.tables(), "table", TableHealth::name, TableHealth::deadShare), true);
            indexBytes.register(rows(report.tables().stream().flatMap(table -> table.indexes().stream()).toList(),
                    "index", IndexHealth::name, IndexHealth::bytes), true);
        });
    }

    private static <T> List<Row<?>> rows(List<T> relations, String tag, Function<T, String> name,
            ToDoubleFunction<T> value) {
        return relations.stream().<Row<?>>map(relation -> Row.of(Tags.of(tag, name.apply(relation)),
                value.applyAsDouble(relation))).toList();
    }
}
