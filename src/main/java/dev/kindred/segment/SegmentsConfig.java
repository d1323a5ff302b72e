package dev.kindred.segment;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How segments are carried over from version to version. */
@ConfigMapping(prefix = "kindred.segments")
interface SegmentsConfig {

    /**
     * The similarity below which no match is claimed, 0 being what chance gives and 1 the same cluster. At 0.3, two thirds of
     * a small cluster that was split in three are a match, and the larger of two halves; a third of it is none.
     */
    @WithDefault("0.3")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double matchThreshold();

    /**
     * Rows whose clusters are compared. A share of them is then right to within 1 % and a cluster of 1 % of the table still
     * has 200, while reading and comparing them adds about a tenth of a second to a training.
     */
    @WithDefault("20000")
    @Min(100)
    int sampleRows();
}
