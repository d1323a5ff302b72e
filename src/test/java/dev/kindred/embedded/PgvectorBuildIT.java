package dev.kindred.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches and compiles into an empty cache, in processes of their own. */
class PgvectorBuildIT {

    @TempDir
    Path folder;

    @BeforeEach
    void needsDebian() {
        assumeTrue(Files.exists(DebianArchive.KEYRING), "needs a Debian mirror");
    }

    @Test
    void twoProcessesAtOnceBuildOnce() throws Exception {
        Map<String, String> emptyCache = Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process first = EmbeddedDatabaseProcess.launch(folder.resolve("first.txt"), emptyCache, "prepare");
        Process second = EmbeddedDatabaseProcess.launch(folder.resolve("second.txt"), emptyCache, "prepare");
        int firstStatus = first.waitFor();
        int secondStatus = second.waitFor();
        String output = Files.readString(folder.resolve("first.txt")) + Files.readString(folder.resolve("second.txt"));

        assertEquals(List.of(0, 0), List.of(firstStatus, secondStatus), output);
        assertEquals(1, output.split("ready in", -1).length - 1, output);
        assertEquals(Set.of("vector.so", "vector.control", "vector--" + Pgvector.VERSION + ".sql"), filesIn(built()));
        assertEquals(Set.of("lock", built().getFileName().toString()), filesIn(built().getParent()),
                "nothing half-done stays");
    }

    @Test
    void withoutACompilerTheMessageSaysWhatToDo() throws Exception {
        Path noPrograms = Files.createDirectory(folder.resolve("bin"));
        Process process = EmbeddedDatabaseProcess.launch(folder.resolve("output.txt"),
                Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString(), "PATH", noPrograms.toString()), "prepare");

        assertNotEquals(0, process.waitFor());
        String output = Files.readString(folder.resolve("output.txt"));
        assertTrue(Stream.of("gcc is not on the PATH", "install gcc", "start Docker", "set quarkus.datasource.jdbc.url")
                .allMatch(output::contains), output);
    }

    private Path built() {
        return new CacheFolder(folder.resolve("cache/kindred")).pgvector();
    }

    private static Set<String> filesIn(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
