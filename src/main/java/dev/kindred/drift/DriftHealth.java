package dev.kindred.drift;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.smallrye.health.api.Wellness;

/**
 * Tells by champion what the last computation advised. Always up, and no part of readiness: segments that no longer fit
 * are a reason to train, not to take instances out of service or to start them anew.
 */
@Wellness
class DriftHealth implements HealthCheck {

    private final DriftWatch watch;

    DriftHealth(DriftWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("drift").up();
        for (ModelDrift drift : watch.last()) {
            response.withData(drift.model(), "%s (version %d, computed at %s): %s".formatted(drift.advice().code(),
                    drift.version(), drift.computedAt(), String.join(" ", drift.reasons())));
        }
        return response.build();
    }
}
