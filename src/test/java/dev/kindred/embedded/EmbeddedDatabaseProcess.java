package dev.kindred.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM of its own, for what only shows between processes: being killed, and doing the same thing at once. */
final class EmbeddedDatabaseProcess {

    static final String STARTED = "started ";

    private EmbeddedDatabaseProcess() {}

    public static void main(String[] arguments) throws Exception {
        CacheFolder cache = CacheFolder.ofUser();
        if (arguments[0].equals("prepare")) {
            new Pgvector(cache).prepare();
            return;
        }
        EmbeddedDatabase database = new EmbeddedDatabase(cache);
        database.start();
        System.out.append(STARTED).append(database.jdbcUrl()).append('\n').flush();
        Thread.sleep(Long.MAX_VALUE);
    }

    static Process launch(Path output, Map<String, String> environment, String argument) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        EmbeddedDatabaseProcess.class.getName(), argument));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(output.toString()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
