package dev.kindred.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/**
 * The folder of one embedded server, {@code servers/<pid of the JVM>-<random>}: its data and its log. The name tells whose it
 * is, so that the next start can clean up after a JVM that was killed.
 */
record ServerFolder(Path path) {

    private static final Logger LOG = Logger.getLogger(ServerFolder.class);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    static ServerFolder create(Path servers) throws IOException {
        String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        return new ServerFolder(Files.createDirectories(servers.resolve(name)));
    }

    /** Ends the servers whose JVM is gone and deletes their folders. */
    static void removeOrphans(Path servers) throws IOException {
        if (Files.notExists(servers)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(servers, "[0-9]*-*")) {
            for (Path path : folders) {
                ServerFolder folder = new ServerFolder(path);
                if (folder.isOrphan()) {
                    LOG.infof("Removing the embedded PostgreSQL that a killed process left in %s", path);
                    folder.remove();
                }
            }
        }
    }

    Path data() {
        return path.resolve("data");
    }

    Path log() {
        return path.resolve("server.log");
    }

    /** The server process, found by the id in {@code postmaster.pid}, if it really is the one that runs on our data. */
    Optional<ProcessHandle> server() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.get(0).trim())).filter(this::runsOnOurData);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException noServer) {
            return Optional.empty();
        }
    }

    /** Ends the server if it still runs and deletes everything. */
    void remove() throws IOException {
        server().ifPresent(this::end);
        Folders.delete(path);
    }

    private boolean isOrphan() throws IOException {
        long owner = Long.parseLong(path.getFileName().toString().split("-")[0]);
        Instant written = Files.getLastModifiedTime(path).toInstant();
        // process ids are used again: one that started after the folder was made is somebody else
        return ProcessHandle.of(owner)
                .map(process -> process.info().startInstant().orElse(Instant.MIN))
                .map(started -> started.isAfter(written.plusSeconds(2)))
                .orElse(true);
    }

    /** Says no for a process that has ended but was not collected by its parent: it has no arguments any more. */
    private boolean runsOnOurData(ProcessHandle process) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return Stream.of(arguments).anyMatch(data().toString()::equals);
    }

    /** Ends the server and waits until it is gone. */
    void end(ProcessHandle server) {
        List<ProcessHandle> workers = server.descendants().toList();
        server.destroy();
        if (!isGoneInTime(server)) {
            server.destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Not with {@code onExit()}, which looks only every few seconds at a process that is not a child of ours. */
    private boolean isGoneInTime(ProcessHandle server) {
        long limit = System.nanoTime() + TIME_TO_STOP.toNanos();
        try {
            while (server.isAlive() && runsOnOurData(server)) {
                if (System.nanoTime() > limit) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return true;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
