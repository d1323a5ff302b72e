package dev.kindred.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs child processes: argument lists only, a time limit, and their last words in the exception when they fail. */
final class Command {

    private static final int LINES_SHOWN = 12;

    private Command() {}

    static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(System.getProperty("path.separator"))).splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * @return what the process wrote to its standard output and error
     * @throws IOException when it can't be started, ends with another status than 0 or takes longer than the limit
     */
    static String run(Path folder, Duration limit, List<String> command) throws IOException {
        // a file and not a pipe: nobody has to read it while we wait
        Path output = Files.createTempFile(folder, "output-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = waitFor(process, limit);
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        if (!ended) {
            throw new IOException(
                    "`%s` took longer than %d s%s".formatted(shown(command), limit.toSeconds(), tail(text)));
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    "`%s` ended with status %d%s".formatted(shown(command), process.exitValue(), tail(text)));
        }
        return text;
    }

    private static boolean waitFor(Process process, Duration limit) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            end(process);
            return false;
        } catch (InterruptedException interruption) {
            end(process);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interruption);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String shown(List<String> command) {
        return command.stream().filter(argument -> !argument.startsWith("-")).limit(4).collect(Collectors.joining(" "));
    }

    private static String tail(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES_SHOWN))
                .map(line -> "\n    " + line)
                .collect(Collectors.joining());
    }
}
