package dev.kindred.job;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this instance works on jobs. */
@ConfigMapping(prefix = "kindred.jobs")
interface JobsConfig {

    /**
     * Jobs at a time, besides one in the background (a calibration that nobody asked for); one, because a training uses all
     * cores. 0 leaves the work to other instances.
     */
    @WithDefault("1")
    @Min(0)
    int workers();

    /** How often a running job says that its instance lives. */
    @WithDefault("5s")
    Duration heartbeat();

    /**
     * Without a heartbeat for this long, a job's instance counts as dead and the job is tried again or failed. Several
     * heartbeats, so that one that comes late costs nothing; the same in all instances.
     */
    @WithDefault("30s")
    Duration timeout();

    /** How often work is looked for where no notification came: what a lost notification costs at most. */
    @WithDefault("5s")
    Duration poll();

    /** Progress is written at most this often. */
    @WithDefault("250ms")
    Duration progress();

    /** How long a stopping instance waits for its jobs to notice before it gives them back. */
    @WithDefault("5s")
    Duration stop();

    /** How often an otherwise quiet stream of events sends a comment; proxies close quiet connections after 30 to 60 s. */
    @WithDefault("15s")
    Duration keepAlive();
}
