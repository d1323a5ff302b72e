package dev.kindred.embedded;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In production on Linux, requests come through netty's own epoll and not through Java's selector. */
@EnabledOnOs(value = OS.LINUX, architectures = {"amd64", "aarch64"})
class EpollIT extends PackagedInstances {

    @Test
    void anInstanceHasLoadedTheLibraryAndAnswers() throws Exception {
        Instance instance = latest();
        get(address(instance) + "/q/health/live").then().statusCode(200);
        Path mapped = Path.of("/proc", String.valueOf(instance.process().pid()), "maps");
        assertThat(Files.readAllLines(mapped)).anyMatch(line -> line.contains("netty_transport_native_epoll"));
    }
}
