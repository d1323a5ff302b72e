package dev.kindred.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What requests may cost. */
@ConfigMapping(prefix = "kindred.requests")
interface RequestsConfig {

    /** Of a body that is read into memory: 10,000 rows of 384 numbers in one predict call, with some room. */
    @WithDefault("64M")
    MemorySize maxBodySize();
}
