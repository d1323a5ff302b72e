package dev.kindred.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The last report for those who ask every few seconds and must not wait: metrics and readiness. It is read anew in the
 * background when somebody asks and it is old; where nobody asks, the database is left in peace.
 */
@ApplicationScoped
class LatestHealth {

    private final DatabaseHealth health;
    private final HealthConfig config;
    private final List<Consumer<HealthReport>> followers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isReading = new AtomicBoolean();
    private volatile HealthReport latest;
    private volatile Instant triedAt = Instant.MIN;

    LatestHealth(DatabaseHealth health, HealthConfig config) {
        this.health = health;
        this.config = config;
    }

    /** The last report there is; nothing before the first. */
    Optional<HealthReport> get() {
        boolean isOld = triedAt.isBefore(Instant.now().minus(config.refresh()));
        if (isOld && isReading.compareAndSet(false, true)) {
            Infrastructure.getDefaultExecutor().execute(this::read);
        }
        return Optional.ofNullable(latest);
    }

    /** Is told of every new report. */
    void follow(Consumer<HealthReport> follower) {
        followers.add(follower);
    }

    private void read() {
        try {
            HealthReport report = health.report(false);
            latest = report;
            followers.forEach(follower -> follower.accept(report));
        } catch (RuntimeException databaseAway) {
            Log.debug("The health of the database can't be read; the next who asks has it tried again", databaseAway);
        } finally {
            triedAt = Instant.now();
            isReading.set(false);
        }
    }
}
