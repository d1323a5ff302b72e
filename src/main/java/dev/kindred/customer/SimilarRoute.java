package dev.kindred.customer;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.kindred.database.EventLoopConnections;
import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.query.Filter;

/**
 * Answers the usual question for similar customers, with a metric and a limit at most, on the event loop that reads it, by one
 * statement and the same bytes as {@link SimilarResource}. A search by an index is so short that handing it to a thread and back
 * would take a good part of its time. Whatever else is asked for, by comparing all rows, not known yet, wrong, failed or not
 * found goes on to the resource as if this route were not there.
 */
@ApplicationScoped
class SimilarRoute {

    /** After the filters of Quarkus (security, CORS), which are negative, and before the resources. */
    private static final int ORDER = 1;

    /** Neighbours whose JSON is short enough to be written on an event loop. */
    private static final int MOST = 100;

    /** After a failure, so that a driver which can't connect is not tried again by each request. */
    private static final long REST = Duration.ofSeconds(1).toNanos();

    private static final Set<String> PARAMETERS = Set.of("metric", "limit");

    /** What clients say who take it for certain; what else means it is for the resource to find out. */
    private static final Set<String> JSON = Set.of("*/*", "application/json");

    private final SimilarSearch search;
    private final EventLoopConnections connections;
    private final ObjectWriter json;
    private volatile long restsUntil = System.nanoTime();

    SimilarRoute(SimilarSearch search, EventLoopConnections connections, ObjectMapper mapper) {
        this.search = search;
        this.connections = connections;
        this.json = mapper.writerFor(SimilarResource.SimilarCustomers.class);
    }

    /** After the migrations, which stop the start where no database is configured. */
    void register(@Observes @Priority(2) StartupEvent start, Router router) {
        if (connections.areAvailable()) {
            router.get("/api/customers/:id/similar").order(ORDER).handler(this::answer);
        }
    }

    private void answer(RoutingContext request) {
        Optional<Asked> asked = System.nanoTime() - restsUntil >= 0 && takesJson(request)
                ? Asked.by(request)
                : Optional.empty();
        Optional<SimilarStatement> known = asked.flatMap(it -> search.knownByIndex(it.origin(), it.options()));
        if (known.isEmpty()) {
            request.next();
            return;
        }
        SimilarStatement statement = known.get();
        SimilarStatement.Usual usual = statement.usual();
        request.request().pause(); // its end must not pass before the resource has its turn
        connections.ask(usual.text(), usual.values()).map(statement::read).onComplete(found -> {
            request.request().resume();
            if (found.failed()) {
                Log.debug("JDBC takes over, because the search on the event loop failed", found.cause());
                restsUntil = System.nanoTime() + REST;
                request.next();
            } else if (found.result().neighbors().isEmpty() || found.result().mayLackSome()) {
                request.next();
            } else {
                answer(request, asked.get(), found.result());
            }
        });
    }

    private void answer(RoutingContext request, Asked asked, SimilarRows found) {
        try {
            byte[] body = json.writeValueAsBytes(SimilarResource.SimilarCustomers.of(found, asked.origin(),
                    asked.options()));
            search.count(found);
            request.response().putHeader("Content-Type", "application/json;charset=UTF-8")
                    .end(Buffer.buffer(body));
        } catch (JsonProcessingException unwritable) {
            request.fail(unwritable);
        }
    }

    private static boolean takesJson(RoutingContext request) {
        String accept = request.request().getHeader(HttpHeaders.ACCEPT);
        return accept == null || Stream.of(accept.split(",")).map(String::strip).anyMatch(JSON::contains);
    }

    /** A usual question. */
    private record Asked(Origin origin, SimilarOptions options) {

        /** Empty where it is another one, or a parameter is wrong. */
        static Optional<Asked> by(RoutingContext request) {
            MultiMap parameters = request.queryParams();
            if (!PARAMETERS.containsAll(parameters.names())
                    || parameters.entries().size() > parameters.names().size()) {
                return Optional.empty();
            }
            try {
                int limit = parameters.contains("limit")
                        ? Integer.parseInt(parameters.get("limit"))
                        : SimilarOptions.USUAL_LIMIT;
                if (limit > MOST) {
                    return Optional.empty();
                }
                Metric metric = parameters.contains("metric") ? Metric.parse(parameters.get("metric")) : Metric.L2;
                return Optional.of(new Asked(new Origin.Stored(Long.parseLong(request.pathParam("id"))),
                        new SimilarOptions(metric, limit, null, Filter.ALL, ShownProfile.Columns.ALL, null, false)));
            } catch (NumberFormatException | Invalid wrong) {
                return Optional.empty();
            }
        }
    }
}
