package dev.kindred.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Fetches packages of one Debian suite through apt, from the mirror this machine already uses, without installing anything
 * and without touching apt's own state. apt verifies signatures and checksums with the Debian archive keys as it always
 * does; nothing is marked as trusted.
 */
final class DebianArchive {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** The keys of all supported suites; apt's default keys are taken where the file is elsewhere. */
    static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

    private static final Pattern RELEASE_FILE = Pattern.compile("'(\\S+/)dists/[^/']+/InRelease'");

    private final Path folder;
    private final String suite;

    private DebianArchive(Path folder, String suite) {
        this.folder = folder;
        this.suite = suite;
    }

    /** @param folder an empty folder of ours for apt's private state */
    static DebianArchive open(Path folder, String suite) throws IOException {
        DebianArchive archive = new DebianArchive(folder, suite);
        archive.prepare();
        IOException last = new IOException("apt has no Debian mirror among its sources");
        for (String mirror : archive.mirrors()) {
            try {
                archive.use(mirror);
                return archive;
            } catch (IOException failure) {
                last = failure;
            }
        }
        throw last;
    }

    /** Downloads a binary package (.deb) into the folder. */
    void download(String name, Path target) throws IOException {
        apt(target, "download", name);
    }

    /** Downloads the source package, still packed: unpacking it apt's way would need dpkg-dev. */
    void downloadSource(String name, Path target) throws IOException {
        apt(target, "source", "--download-only", name);
    }

    private void prepare() throws IOException {
        // As root, apt fetches as the user _apt, who must be able to reach its folders whatever the umask is.
        for (Path directory : List.of(folder, folder.resolve("lists"), folder.resolve("cache"))) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.createFile(folder.resolve("status")); // nothing is installed, so nothing installed gets in the way
        Files.writeString(folder.resolve("apt.conf"), """
                Dir::State "%1$s";
                Dir::State::lists "%1$s/lists";
                Dir::State::status "%1$s/status";
                Dir::Cache "%1$s/cache";
                Dir::Etc::SourceList "%1$s/sources.list";
                Dir::Etc::SourceParts "/dev/null";
                Dir::Etc::Preferences "/dev/null";
                Dir::Etc::PreferencesParts "/dev/null";
                APT::Default-Release "%2$s";
                APT::Update::Error-Mode "any";
                // hooks of the machine refresh its own caches, which is none of our business
                #clear APT::Update::Pre-Invoke;
                #clear APT::Update::Post-Invoke;
                #clear APT::Update::Post-Invoke-Success;
                """.formatted(folder, suite));
    }

    /** The Debian repositories among the machine's sources, in its order. */
    private List<String> mirrors() throws IOException {
        String targets = Command.run(folder, LIMIT, List.of("apt-get", "indextargets",
                "--format", "$(ORIGIN)|$(REPO_URI)", "Created-By: Packages"));
        if (targets.isBlank()) {
            return unverifiedMirrors();
        }
        return targets.lines()
                .filter(line -> line.startsWith("Debian|"))
                .map(line -> line.substring(line.indexOf('|') + 1))
                .distinct()
                .toList();
    }

    /** Where `apt-get update` never ran (container images) apt lists no targets, but says what it would fetch. */
    private List<String> unverifiedMirrors() throws IOException {
        String fetched = Command.run(folder, LIMIT,
                List.of("apt-get", "--option=Dir::State::lists=" + folder.resolve("lists"),
                        "--print-uris", "update"));
        return RELEASE_FILE.matcher(fetched).results().map(match -> match.group(1)).distinct().toList();
    }

    private void use(String mirror) throws IOException {
        String key = Files.isReadable(KEYRING) ? " signed-by=" + KEYRING : "";
        Files.writeString(folder.resolve("sources.list"), """
                deb [target=Packages%1$s] %2$s %3$s main
                deb-src [target=Sources%1$s] %2$s %3$s main
                """.formatted(key, mirror, suite));
        apt(folder, "update");
    }

    private void apt(Path target, String... arguments) throws IOException {
        // -c and not the variable APT_CONFIG: it is read last, and the machine's proxy settings stay
        List<String> command = new ArrayList<>(
                List.of("apt-get", "--quiet", "--config-file=" + folder.resolve("apt.conf")));
        command.addAll(Arrays.asList(arguments));
        Command.run(target, LIMIT, command);
    }
}
