package dev.kindred.index;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What index builds may take. */
@ConfigMapping(prefix = "kindred.index")
interface IndexConfig {

    /**
     * A build sets {@code maintenance_work_mem} as high as its graph needs, but no higher than this (or than the server's own
     * setting, where that is higher): one build runs at a time on a table, and the memory is the database server's.
     */
    @WithDefault("1G")
    MemorySize maintenanceWorkMem();
}
