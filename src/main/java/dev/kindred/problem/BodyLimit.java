package dev.kindred.problem;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.vertx.ext.web.RoutingContext;

/**
 * Refuses a body that is too large to be read into memory, by its announced length or, where there is none, by what
 * arrives. Quarkus' own limit ({@code quarkus.http.limits.max-body-size}) is one for all addresses and answers without
 * a problem.
 */
class BodyLimit {

    private final long bytes;

    BodyLimit(RequestsConfig config) {
        this.bytes = config.maxBodySize().asLongValue();
    }

    @ServerRequestFilter
    public void limit(ContainerRequestContext request, ResourceInfo resource, RoutingContext routing) {
        if (resource.getResourceMethod() == null || resource.getResourceMethod().isAnnotationPresent(AnySize.class)) {
            return;
        }
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            boolean canHaveBody = request.getMethod().startsWith("P"); // POST, PUT, PATCH
            if (canHaveBody) {
                request.setEntityStream(new Limited(request.getEntityStream(), routing));
            }
        } else if (Long.parseLong(length) > bytes) {
            throw refuse(request.getEntityStream(), routing);
        }
    }

    private TooLarge refuse(InputStream body, RoutingContext routing) {
        RestOfBody.discard(body, routing);
        return new TooLarge("The body is larger than %,d bytes, the most that is read at once here.".formatted(bytes));
    }

    /** Counts what is read. */
    private final class Limited extends FilterInputStream {
        private final RoutingContext routing;
        private long count;

        Limited(InputStream body, RoutingContext routing) {
            super(body);
            this.routing = routing;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(read);
            return read;
        }

        private void count(int read) {
            count += Math.max(0, read);
            if (count > bytes) {
                throw refuse(in, routing);
            }
        }
    }
}
