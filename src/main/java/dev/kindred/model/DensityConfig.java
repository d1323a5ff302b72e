package dev.kindred.model;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many rows may be clustered by density. The time grows with their square. */
@ConfigMapping(prefix = "kindred.density")
interface DensityConfig {

    /** At worst, when no block of rows can be left out, as in hundreds of dimensions: some minutes on two cores. */
    @WithDefault("100000")
    int dbscanMaxRows();

    /** Every pair of rows is measured, twice, and one of the passes runs on one core. */
    @WithDefault("20000")
    int hdbscanMaxRows();
}
