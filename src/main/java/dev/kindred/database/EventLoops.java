package dev.kindred.database;

import java.util.OptionalInt;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;

/**
 * One event loop for two processors, where no number was set. They only pass on what the database and the worker threads do,
 * so one has time for many requests, and does with fewer switches between processes what several would wake each other for.
 */
@ApplicationScoped
class EventLoops implements VertxOptionsCustomizer {

    private final OptionalInt chosen;

    EventLoops(@ConfigProperty(name = "quarkus.vertx.event-loops-pool-size") OptionalInt chosen) {
        this.chosen = chosen;
    }

    @Override
    public void accept(VertxOptions options) {
        if (chosen.isEmpty()) {
            options.setEventLoopPoolSize((Runtime.getRuntime().availableProcessors() + 1) / 2);
        }
    }
}
