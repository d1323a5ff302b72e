package dev.kindred.health;

import java.time.Duration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** From where on the state of the database is worth a word. */
@ConfigMapping(prefix = "kindred.health")
interface HealthConfig {

    /** Smaller tables are mended faster than read about. */
    @WithDefault("1000")
    @Min(1)
    long minRows();

    /** Smaller indexes and gaps cost next to nothing. */
    @WithDefault("10M")
    MemorySize minSize();

    /** The share of dead rows at which autovacuum should have begun by its own default; more means that it is behind. */
    @WithDefault("0.2")
    @DecimalMin("0")
    @DecimalMax("1")
    double deadShare();

    /** With more dead rows than living ones, every scan reads more rubbish than rows. */
    @WithDefault("0.5")
    @DecimalMin("0")
    @DecimalMax("1")
    double deadShareCritical();

    /** The share of rows changed since the last ANALYZE; autovacuum's own default is a tenth. */
    @WithDefault("0.2")
    @DecimalMin("0")
    double changedShare();

    /** Pages of B-trees fill to 70 to 90 % in normal use, so an estimate below a half is no news. */
    @WithDefault("0.5")
    @DecimalMin("0")
    @DecimalMax("1")
    double bloatShare();

    /** Statistics younger than this say little about what is never used: some reports run once a week. */
    @WithDefault("7d")
    Duration unusedAfter();

    /** Below it, a relation that is read often waits for the disk. */
    @WithDefault("0.9")
    @DecimalMin("0")
    @DecimalMax("1")
    double cacheHitRatio();

    /** Requests end in seconds, and trainings read for minutes; what stays open longer was forgotten. */
    @WithDefault("15m")
    Duration longTransaction();

    /** Autovacuum freezes at 200 million; where it is this late, it does not get through. */
    @WithDefault("500000000")
    @Min(1)
    long freezeAge();

    /** PostgreSQL refuses writes at about 2.1 billion. */
    @WithDefault("1500000000")
    @Min(1)
    long freezeAgeCritical();

    /** What one query of a probe may take; one that needs longer is a finding by itself. */
    @WithDefault("2s")
    Duration probeTimeout();

    /** What all queries of a probe may take together, so that a request ends before its client gives up. */
    @WithDefault("20s")
    Duration probeBudget();

    /** Index entries of dead rows that a probe may pass before that is worth a word. */
    @WithDefault("1000")
    @Min(1)
    long deadEntries();

    /** How old figures for metrics and readiness may be; they are read anew only when somebody asks. */
    @WithDefault("1m")
    Duration refresh();
}
