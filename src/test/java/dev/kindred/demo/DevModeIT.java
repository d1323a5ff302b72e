package dev.kindred.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README promises of {@code ./mvnw quarkus:dev}, tried on a copy of the project, beside this running build. */
class DevModeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path project;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path log;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        for (String name : List.of("pom.xml", "mvnw", ".mvn", "src")) {
            copy(Path.of(name));
        }
        log = project.resolve("dev.log");
        process = new ProcessBuilder("./mvnw", "-B", "quarkus:dev", "-Ddebug=false", "-Dquarkus.http.port=0",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local")).directory(project.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void copy(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, project.resolve(file.toString()));
            }
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        for (ProcessHandle descendant : descendants) {
            descendant.onExit().orTimeout(30, TimeUnit.SECONDS).exceptionally(late -> descendant).join();
            descendant.destroyForcibly();
        }
    }

    @Test
    void theMainJobRunsAndCodeIsPickedUpWhileTheRowsStay() throws Exception {
        await("Paste one of these:");
        assertThat(Files.readString(log)).contains("5.00600   3.41800   1.46400   0.24400")
                .containsPattern("Iris-setosa +(50 +0 +0|0 +50 +0|0 +0 +50)");
        String base = found("curl -s (http://localhost:\\d+)/api/models/iris/centroids");
        String database = found("psql 'postgresql://\\w+@([\\w.]+:\\d+)/");
        assertThat(get(base + "/api/iris?limit=200").body()).contains("\"id\":150,");
        post(base + "/api/customers", "{\"externalId\": \"kept\"}");

        // An entity, a query and a resource change, and a new migration, without a restart.
        write("src/main/resources/db/migration/V999__add_note.sql",
                "alter table iris add column note text;\nupdate iris set note = 'seen' where id < 4;\n");
        edit("src/main/java/dev/kindred/iris/Iris.java", "public String species;", "public String species;\n"
                + "public String note;");
        edit("src/main/java/dev/kindred/iris/Irises.java", "find(\"id > ?1", "find(\"note = 'seen' and id > ?1");
        edit("src/main/java/dev/kindred/iris/IrisResource.java", "iris.species);", "iris.note);");
        assertThat(eventually(base + "/api/iris", "\"species\":\"seen\"")).contains("\"id\":3,")
                .doesNotContain("\"id\":4,", "Iris-setosa");
        assertThat(get(base + "/api/customers?after=10000").body()).contains("\"externalId\":\"kept\"");
        assertThat(Files.readString(log)).containsOnlyOnce("dev service is ready");

        // An applied migration may not change; the message says what to do.
        edit("src/main/resources/db/migration/V999__add_note.sql", "'seen'", "'changed'");
        eventually(base + "/api/iris", "reset switch");
        await("reset switch -Dquarkus.flyway.clean-at-start=true");
        edit("src/main/resources/db/migration/V999__add_note.sql", "'changed'", "'seen'");
        eventually(base + "/api/iris", "\"species\":\"seen\"");

        stop();
        assertThat(isOpen(database)).as("the database is gone with its dev mode").isFalse();
    }

    private void await(String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains(text)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("'" + text + "' did not come:\n" + Files.readString(log));
            }
            Thread.sleep(200);
        }
    }

    private String found(String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(log));
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private void write(String path, String text) throws IOException {
        Files.writeString(project.resolve(path), text);
    }

    private void edit(String path, String before, String after) throws IOException {
        String text = Files.readString(project.resolve(path));
        assertThat(text).contains(before);
        write(path, text.replace(before, after));
    }

    private HttpResponse<String> get(String address) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Dev mode looks for changes at a request, but not at every one. */
    private String eventually(String address, String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String body = get(address).body();
        while (!body.contains(text)) {
            assertThat(System.nanoTime()).as("%s never answered '%s' but:%n%s", address, text, body)
                    .isLessThan(deadline);
            Thread.sleep(500);
            body = get(address).body();
        }
        return body;
    }

    private void post(String address, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(201);
    }

    private static boolean isOpen(String address) {
        String[] parts = address.split(":");
        try (java.net.Socket socket = new java.net.Socket(parts[0], Integer.parseInt(parts[1]))) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
