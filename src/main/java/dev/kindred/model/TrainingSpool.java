package dev.kindred.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;

/**
 * The folder for points that do not fit into memory: one for each process, so that a start can tell the files of a
 * process that died from those of one that runs beside it.
 */
@ApplicationScoped
class TrainingSpool {

    private static final String PREFIX = "kindred-spool-";

    private final Path parent;

    TrainingSpool(TrainingConfig config) {
        parent = config.spoolDirectory().orElse(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** This process's folder; it exists. */
    Path directory() {
        try {
            return Files.createDirectories(parent.resolve(PREFIX + ProcessHandle.current().pid()));
        } catch (IOException failure) {
            throw new UncheckedIOException("The spool directory " + parent + " can't be written", failure);
        }
    }

    /** A process of our own number is ours, and before its first training it has no files: in a container all have 1. */
    void removeLeftovers(@Observes StartupEvent start) {
        if (Files.notExists(parent)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                String number = folder.getFileName().toString().substring(PREFIX.length());
                boolean isInUse = number.matches("\\d{1,18}") && Long.parseLong(number) != ProcessHandle.current().pid()
                        && ProcessHandle.of(Long.parseLong(number)).isPresent();
                if (!isInUse) {
                    remove(folder);
                }
            }
        } catch (IOException failure) {
            Log.warnf("The spool directory %s could not be cleaned: %s", parent, failure.getMessage());
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
