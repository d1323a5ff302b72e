package dev.kindred.model;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a training may use. */
@ConfigMapping(prefix = "kindred.training")
public interface TrainingConfig {

    /** Memory for the points and for the algorithm's bounds together; half the heap unless told. */
    Optional<MemorySize> memory();

    /** Where points go that do not fit: files, deleted at the end and at the next start. The temporary folder unless told. */
    Optional<Path> spoolDirectory();

    /** The most that one training may put there. */
    @WithDefault("64G")
    MemorySize spoolLimit();

    /** Whether a background thread lets the JVM compile the engine after the start, so that the first training is fast. */
    @WithDefault("true")
    boolean warmUp();
}
