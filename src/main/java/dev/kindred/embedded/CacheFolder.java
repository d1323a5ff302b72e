package dev.kindred.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The folder that keeps what is fetched and built once: {@code $XDG_CACHE_HOME/kindred}, else {@code ~/.cache/kindred}. */
record CacheFolder(Path root) {

    interface Action<R> {
        R run() throws IOException;
    }

    static CacheFolder ofUser() {
        Path base = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute) // the XDG specification: a relative path is to be ignored
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return new CacheFolder(base.resolve("kindred"));
    }

    /** One folder per version: a running server may have the shared library of another version mapped. */
    Path pgvector() {
        return root.resolve(
                "pgvector-%s-pg%d-%s".formatted(Pgvector.VERSION, Pgvector.POSTGRES, System.getProperty("os.arch")));
    }

    Path postgres() {
        return root.resolve("postgresql-with-" + pgvector().getFileName());
    }

    Path servers() {
        return root.resolve("servers");
    }

    /**
     * Runs the action while no other process and no other thread does: {@code quarkus:dev} and {@code mvn test} may start
     * side by side.
     */
    <R> R alone(Action<R> action) throws IOException {
        Files.createDirectories(root);
        // A file lock holds between processes only. Dev mode and continuous testing share one JVM but not their class
        // loaders, so a static field would be two; an interned string is one object in the whole JVM.
        synchronized ((getClass().getName() + root).intern()) {
            try (FileChannel channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return action.run();
            }
        }
    }
}
