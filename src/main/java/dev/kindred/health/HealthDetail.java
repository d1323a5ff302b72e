package dev.kindred.health;

import java.util.Optional;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Tells in the readiness how the database is. Always up: a service with a swollen index still serves. */
@Readiness
class HealthDetail implements HealthCheck {

    private final LatestHealth latest;

    HealthDetail(LatestHealth latest) {
        this.latest = latest;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("database-health").up();
        Optional<HealthReport> report = latest.get();
        if (report.isEmpty()) {
            return answer.withData("status", "not read yet").build();
        }
        return answer.withData("status", report.get().status())
                .withData("warnings", report.get().count(Severity.WARNING))
                .withData("critical", report.get().count(Severity.CRITICAL))
                .withData("checkedAt", report.get().checkedAt().toString()).build();
    }
}
