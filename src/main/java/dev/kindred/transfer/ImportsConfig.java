package dev.kindred.transfer;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is kept of imports. */
@ConfigMapping(prefix = "kindred.imports")
interface ImportsConfig {

    /** How long after an import's end its rejects can be read. They quote what people's rows hold. */
    @WithDefault("30d")
    Duration keepRejects();
}
