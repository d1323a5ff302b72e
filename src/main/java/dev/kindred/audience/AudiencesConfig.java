package dev.kindred.audience;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What audiences may be. */
@ConfigMapping(prefix = "kindred.audiences")
interface AudiencesConfig {

    /** Smaller lists are refused, because they tell of single people rather than of a group. */
    @WithDefault("25")
    @Min(1)
    int minimumSize();
}
