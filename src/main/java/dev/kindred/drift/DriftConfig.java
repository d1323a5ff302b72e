package dev.kindred.drift;

import jakarta.validation.constraints.DecimalMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** From when on champions count as outdated. */
@ConfigMapping(prefix = "kindred.drift")
interface DriftConfig {

    /**
     * How often metrics and the health detail are computed; "off" for never. One aggregate, 0.3 s for a million rows. Its
     * default is in application.properties.
     */
    String every();

    /** A population stability index worth watching: usual since Lewis, An Introduction to Credit Scoring (1994). */
    @WithDefault("0.1")
    @DecimalMin("0")
    double psiWatch();

    /** A significant shift by the same rule. */
    @WithDefault("0.25")
    @DecimalMin("0")
    double psiRetrain();

    /** Mean distance from the centres, as a multiple of the training's; 1.2 is 44 % more inertia. */
    @WithDefault("1.2")
    @DecimalMin("1")
    double meanDistanceRatio();

    /** Share of rows beyond the training's 99th percentile of distance; 0.01 is what no change gives. */
    @WithDefault("0.02")
    @DecimalMin("0.01")
    double beyondP99();

    /** A segment is swollen when its share is more than this multiple of the training's. */
    @WithDefault("2")
    @DecimalMin("1")
    double swollen();

    /** Segments that had and have a smaller share than this count neither as swollen nor as empty: chance moves them. */
    @WithDefault("0.01")
    @DecimalMin("0")
    double smallestShare();

    /** How much larger than at the training the share of rows in no segment may be. */
    @WithDefault("0.05")
    @DecimalMin("0")
    double withoutSegment();
}
