package dev.kindred.catalog;

import java.util.List;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which tables Kindred may read for its users. */
@ConfigMapping(prefix = "kindred")
interface CatalogConfig {

    /** The reserved entry that allows every user table that the database user may read. */
    String EVERY_TABLE = "*";

    /**
     * Tables and views open to training, as {@code table} (schema public) or {@code schema.table}; {@code *} stands for
     * every user table. The default opens only what Kindred ships.
     */
    @WithDefault("iris,customer")
    List<String> tables();
}
