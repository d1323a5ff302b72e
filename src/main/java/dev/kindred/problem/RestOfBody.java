package dev.kindred.problem;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

import io.quarkus.logging.Log;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * What is left of a body when its answer is clear already. Many clients read no answer before they have sent everything,
 * and lose it where the connection is closed meanwhile; so the rest is read and forgotten, but not for ever.
 */
public final class RestOfBody {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private RestOfBody() {}

    /**
     * Reads on for a while; if that was not enough, the connection will be closed after the answer. A client that asks
     * before it sends ({@code Expect: 100-continue}) is spared the sending.
     */
    public static void discard(InputStream body, RoutingContext routing) {
        if (routing.request().getHeader("Expect") != null && routing.request().bytesRead() == 0) {
            closeAfterAnswer(routing);
            return;
        }
        long deadline = System.nanoTime() + LONGEST_NANOS;
        byte[] rest = new byte[1 << 16];
        try {
            while (body.read(rest) >= 0) {
                if (System.nanoTime() > deadline) {
                    closeAfterAnswer(routing);
                    return;
                }
            }
        } catch (IOException gone) {
            Log.debug("The client has gone before it had sent its body", gone);
        }
    }

    /** HTTP/2 has other requests on the connection, and ends this one's body by itself. */
    private static void closeAfterAnswer(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            return;
        }
        routing.response().putHeader("Connection", "close");
        routing.addEndHandler(ended -> routing.request().connection().close());
    }
}
