package dev.kindred.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.deployment.annotations.BuildStep;

/** The list is written by hand here; with a wrong name in it Quarkus would start without a database. */
class BuildStepsListTest {

    @Test
    void namesTheProcessor() throws Exception {
        List<String> names = Files.readAllLines(Path.of("src/main/resources/META-INF/quarkus-build-steps.list"));
        assertEquals(List.of(EmbeddedDatabaseProcessor.class.getName()), names);
        assertTrue(Arrays.stream(Class.forName(names.get(0)).getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(BuildStep.class)));
    }
}
