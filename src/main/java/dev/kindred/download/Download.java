package dev.kindred.download;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

import dev.kindred.problem.Conflict;

/**
 * Answers with a file that is made while it is sent. Its reader learns of a failure in its middle because the connection
 * breaks; and the making ends when the reader has gone.
 */
public final class Download {

    /** For the documentation of endpoints: why a file is refused by 409. */
    public static final String BUSY = "Too many files are being downloaded; try again later";

    private static final int LONGEST_CLOSE_SECONDS = 10;

    /** A reader who takes nothing for that long is cut off, as common web servers do. */
    private static final Duration LONGEST_STALL = Duration.ofMinutes(1);
    private static final int LOOK_SECONDS = 5;

    /**
     * Each holds a connection to the database while its reader takes it, who may be slow. With the uploads they leave a third
     * of the pool's 16 to everything else.
     */
    private static final int MOST_AT_A_TIME = 6;
    private static final Semaphore PLACES = new Semaphore(MOST_AT_A_TIME);

    private Download() {}

    /** Writes the file. */
    public interface Content {
        void write(OutputStream target) throws IOException;
    }

    /**
     * The answer.
     *
     * @param request  that this answers
     * @param content  runs after this returns; what can be refused should be refused before
     */
    public static Response of(HttpServerRequest request, String contentType, String fileName, Content content) {
        StreamingOutput file = target -> write(request, content, target);
        return Response.ok(file).header(HttpHeaders.CONTENT_TYPE, contentType)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s\"".formatted(fileName)).build();
    }

    private static void write(HttpServerRequest request, Content content, OutputStream target) throws IOException {
        if (!PLACES.tryAcquire()) {
            throw new Conflict("%d files are being downloaded, the most at a time; try again later."
                    .formatted(MOST_AT_A_TIME));
        }
        ReaderBoundStream stream = new ReaderBoundStream(target, () -> hasGone(request));
        ScheduledFuture<?> watch = Infrastructure.getDefaultWorkerPool().scheduleAtFixedRate(
                () -> cutOffIfStalled(request, stream), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        try {
            content.write(stream);
        } catch (IOException | RuntimeException failure) {
            if (hasGone(request)) {
                Log.debug("A download ended early, for its reader has gone");
                return;
            }
            if (request.response().headWritten()) {
                breakOff(request);
            }
            throw failure;
        } finally {
            watch.cancel(false);
            PLACES.release();
        }
    }

    private static void cutOffIfStalled(HttpServerRequest request, ReaderBoundStream stream) {
        if (stream.isStalled(LONGEST_STALL)) {
            Log.debug("A download is cut off, for its reader takes nothing");
            // The connection's own close would first send what is still to be sent.
            ((ConnectionBase) request.connection()).channelHandlerContext().close();
        }
    }

    private static boolean hasGone(HttpServerRequest request) {
        return request.response().closed();
    }

    /**
     * Left alone, the server would write the problem behind what was sent, and end it as if it were whole. So this returns
     * only when the connection is closed; a reset of the answer waits for what is still to be sent, and comes too late.
     */
    private static void breakOff(HttpServerRequest request) {
        try {
            request.connection().close().toCompletionStage().toCompletableFuture().get(LONGEST_CLOSE_SECONDS,
                    TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unclosed) {
            Log.warnf("The connection of a broken download could not be closed: %s", unclosed);
        }
    }
}
