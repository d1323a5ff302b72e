package dev.kindred.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerEngineTest {

    @TempDir
    Path folder;

    @Test
    void aSocketThatSpeaksHttpIsAnEngine() throws IOException {
        Path socket = folder.resolve("engine.sock");
        try (ServerSocketChannel server = listen(socket)) {
            Thread engine = new Thread(() -> answerOnce(server));
            engine.start();
            assertTrue(engineAt("unix://" + socket).answers());
        }
    }

    @Test
    void aSocketFileWithNobodyBehindItIsNone() throws IOException {
        Path socket = folder.resolve("left.sock");
        listen(socket).close();
        assertTrue(Files.exists(socket));
        assertFalse(engineAt("unix://" + socket).answers());
    }

    @Test
    void aListenerThatNeverAnswersIsNone() throws IOException {
        Path socket = folder.resolve("silent.sock");
        try (ServerSocketChannel server = listen(socket)) {
            assertFalse(engineAt("unix://" + socket).answers());
        }
    }

    @Test
    void whatCanNotBeAskedIsNone() {
        assertFalse(engineAt("unix://" + folder.resolve("missing.sock")).answers());
        assertFalse(engineAt("tcp://127.0.0.1:1").answers());
        assertFalse(engineAt("ssh://somebody@127.0.0.1").answers());
        assertFalse(engineAt("not an address").answers());
        assertFalse(engineAt("unix:").answers());
    }

    private static ContainerEngine engineAt(String host) {
        return new ContainerEngine(Map.of("DOCKER_HOST", host));
    }

    private static ServerSocketChannel listen(Path socket) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private static void answerOnce(ServerSocketChannel server) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(256));
            client.write(ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
