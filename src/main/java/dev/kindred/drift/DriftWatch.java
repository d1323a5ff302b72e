package dev.kindred.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;

import dev.kindred.drift.ModelDrift.Measures;
import dev.kindred.plan.PlanLog;

/**
 * Computes the drift of all champions now and then, for metrics and the health detail. Each instance for itself: the one
 * statement costs less than agreeing on who is to run it.
 */
@ApplicationScoped
class DriftWatch {

    private final Drifts drifts;
    private final MultiGauge psi;
    private final MultiGauge beyondP99;
    private final MultiGauge meanDistanceRatio;
    private volatile List<ModelDrift> last = List.of();

    DriftWatch(Drifts drifts, MeterRegistry registry) {
        this.drifts = drifts;
        psi = gauge(registry, "psi", "Population stability index of the segments' shares against the training's");
        beyondP99 = gauge(registry, "beyond_p99", "Share of rows beyond the training's 99th percentile of distance");
        meanDistanceRatio = gauge(registry, "mean_distance_ratio", "Mean distance as a multiple of the training's");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("kindred.drift." + name).description(description).register(registry);
    }

    /** As it was found last, by name; none before the first time. */
    List<ModelDrift> last() {
        return last;
    }

    /** Not at once after the start, which has better things to do. */
    @Scheduled(every = "${kindred.drift.every}", delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void refresh() {
        List<ModelDrift> found = drifts.all(PlanLog.NONE);
        show(psi, found, Measures::psi);
        show(beyondP99, found, Measures::beyondP99);
        show(meanDistanceRatio, found, Measures::meanDistanceRatio);
        last = found;
    }

    /** What is no longer among the rows goes. */
    private static void show(MultiGauge gauge, List<ModelDrift> found, Function<Measures, Measure> which) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (ModelDrift drift : found) {
            Double value = drift.measures() == null ? null : which.apply(drift.measures()).value();
            if (value != null) {
                rows.add(MultiGauge.Row.of(Tags.of("model", drift.model()), value));
            }
        }
        gauge.register(rows, true);
    }
}
