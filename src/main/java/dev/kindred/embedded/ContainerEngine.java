package dev.kindred.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks whether a Docker or Podman engine answers. Quarkus' own check takes an installed client or a writable socket file for
 * an engine, and then a start fails where nothing runs behind them. Only the sockets that Testcontainers looks at are asked:
 * Podman is found through {@code DOCKER_HOST} or where it stands in for Docker, not at its own socket, which would be no use.
 */
final class ContainerEngine {

    private static final long SECONDS_TO_ANSWER = 2;
    private static final String PING = "GET /_ping HTTP/1.0\r\nHost: localhost\r\n\r\n";

    private final Map<String, String> environment;

    ContainerEngine(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean answers() {
        return addresses().stream().anyMatch(ContainerEngine::answers);
    }

    private List<SocketAddress> addresses() {
        String host = environment.get("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            return address(host.trim());
        }
        List<Path> sockets = new ArrayList<>(List.of(Path.of("/var/run/docker.sock")));
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null) {
            sockets.add(Path.of(runtime, "docker.sock"));
        }
        Path home = Path.of(System.getProperty("user.home"));
        sockets.add(home.resolve(".docker/run/docker.sock"));
        sockets.add(home.resolve(".docker/desktop/docker.sock"));
        return sockets.stream().filter(Files::exists).<SocketAddress>map(UnixDomainSocketAddress::of).toList();
    }

    private static List<SocketAddress> address(String text) {
        URI host;
        try {
            host = new URI(text);
        } catch (URISyntaxException noAddress) {
            return List.of();
        }
        if ("unix".equals(host.getScheme())) {
            return List.of(UnixDomainSocketAddress.of(host.getPath()));
        }
        if (host.getHost() != null && host.getPort() > 0) {
            return List.of(new InetSocketAddress(host.getHost(), host.getPort()));
        }
        return List.of();
    }

    private static boolean answers(SocketAddress address) {
        try (SocketChannel channel = open(address)) {
            // closing the channel ends the exchange, so a silent listener costs a time limit and no thread
            return CompletableFuture.supplyAsync(() -> speaksHttp(channel, address)).get(SECONDS_TO_ANSWER,
                    TimeUnit.SECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception noAnswer) {
            return false;
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    /** Any HTTP answer will do: an engine that wants TLS answers a plain request with status 400. */
    private static boolean speaksHttp(SocketChannel channel, SocketAddress address) {
        try {
            channel.connect(address);
            channel.write(ByteBuffer.wrap(PING.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(5);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                continue;
            }
            return new String(answer.array(), StandardCharsets.US_ASCII).equals("HTTP/");
        } catch (IOException noEngine) {
            return false;
        }
    }
}
