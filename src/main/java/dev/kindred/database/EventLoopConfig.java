package dev.kindred.database;

import java.util.OptionalInt;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;

import io.smallrye.config.ConfigMapping;

/** What the event loops may open. */
@ConfigMapping(prefix = "kindred.event-loops")
interface EventLoopConfig {

    /**
     * Connections to the database that all event loops together open at most, beside the JDBC pool's: each its share, but
     * one at least. 0 for none, so that JDBC serves alone. Where it is not said: as many as there are processors where the
     * database is on this machine, since more would only take turns on them, and else as many as the JDBC pool has.
     */
    @PositiveOrZero
    @Max(1_000)
    OptionalInt connections();
}
