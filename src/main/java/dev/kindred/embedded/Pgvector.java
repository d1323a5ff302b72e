package dev.kindred.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/**
 * The pgvector extension for the embedded PostgreSQL, which comes without it and without server headers: fetched as source
 * from the machine's Debian mirror, compiled once, kept in the user's cache folder.
 */
final class Pgvector {

    static final String VERSION = "0.8.0";
    static final int POSTGRES = 17;
    /** The Debian release that has both {@link #VERSION} and {@link #POSTGRES}. */
    private static final String SUITE = "trixie";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Logger LOG = Logger.getLogger(Pgvector.class);

    private final CacheFolder cache;

    Pgvector(CacheFolder cache) {
        this.cache = cache;
    }

    /** Makes sure that the extension is in the cache. */
    void prepare() {
        if (Files.isDirectory(cache.pgvector())) {
            return;
        }
        requireProgram("gcc");
        requireProgram("apt-get");
        try {
            cache.alone(this::build);
        } catch (IOException failure) {
            throw new DatabaseUnavailable(failure.getMessage());
        }
    }

    /** Copies the extension into an unpacked PostgreSQL. Files that are there stay: another server may have them mapped. */
    void install(Path postgres) throws IOException {
        copy("vector.so", postgres.resolve("lib/postgresql"));
        copy("vector.control", postgres.resolve("share/postgresql/extension"));
        copy(script(), postgres.resolve("share/postgresql/extension"));
    }

    private void copy(String name, Path folder) throws IOException {
        Path target = folder.resolve(name);
        if (!Files.exists(target)) {
            Path partial = Files.copy(cache.pgvector().resolve(name), folder.resolve(name + ".partial"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String script() {
        return "vector--" + VERSION + ".sql";
    }

    private static void requireProgram(String program) {
        if (!Command.isOnPath(program)) {
            throw new DatabaseUnavailable("the program " + program + " is not on the PATH");
        }
    }

    private Path build() throws IOException {
        Path result = cache.pgvector();
        if (Files.isDirectory(result)) {
            return result; // the process we waited for has built it
        }
        long start = System.nanoTime();
        // not below the cache folder: root's home is closed to the user _apt, as whom apt fetches
        Path work = Files.createTempDirectory("kindred-pgvector-");
        Path partial = cache.root().resolve(result.getFileName() + ".partial");
        try {
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
            compile(fetch(work), work, fresh(partial));
            Files.move(partial, result, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(work);
            Folders.delete(partial);
        }
        LOG.infof("pgvector %s: ready in %d s, kept in %s", VERSION,
                Duration.ofNanos(System.nanoTime() - start).toSeconds(), result);
        return result;
    }

    private static Path fresh(Path folder) throws IOException {
        Folders.delete(folder); // what a killed process left
        return Files.createDirectories(folder);
    }

    /** @return the folder of the unpacked sources; the server headers are unpacked into {@code work/headers} */
    private static Path fetch(Path work) throws IOException {
        LOG.infof("pgvector %s: fetching sources and PostgreSQL %d headers through apt (once)", VERSION, POSTGRES);
        Path packages = Files.createDirectory(work.resolve("packages"));
        DebianArchive debian = DebianArchive.open(work.resolve("apt"), SUITE);
        debian.download("postgresql-server-dev-" + POSTGRES, packages);
        debian.downloadSource("pgvector", packages);
        Path headers = Folders.only(packages, "postgresql-server-dev-*.deb");
        Command.run(work, LIMIT, List.of("dpkg", "-x", headers.toString(), "headers"));
        Path sources = Folders.only(packages, "pgvector_" + VERSION + ".orig.tar.*");
        Command.run(work, LIMIT, List.of("tar", "-xf", sources.toString()));
        return Folders.only(work, "pgvector-*");
    }

    private static void compile(Path sources, Path work, Path target) throws IOException {
        LOG.infof("pgvector %s: compiling", VERSION);
        Path include = work.resolve("headers/usr/include/postgresql");
        // pgvector's own flags, without -march=native: a cache folder may be shared between machines
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-ftree-vectorize", "-fassociative-math",
                "-fno-signed-zeros", "-fno-trapping-math", "-fPIC", "-shared",
                "-I" + include.resolve(POSTGRES + "/server"), "-I" + include.resolve("internal"),
                "-o", target.resolve("vector.so").toString()));
        try (Stream<Path> files = Files.list(sources.resolve("src"))) {
            files.map(Path::toString).filter(file -> file.endsWith(".c")).sorted().forEach(command::add);
        }
        command.add("-lm");
        Command.run(work, LIMIT, command);
        Files.copy(sources.resolve("vector.control"), target.resolve("vector.control"));
        Files.copy(sources.resolve("sql/vector.sql"), target.resolve(script()));
    }
}
