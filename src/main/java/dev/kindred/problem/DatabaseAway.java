package dev.kindred.problem;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.core.HttpHeaders;

import io.quarkiverse.resteasy.problem.HttpProblem;

/** Failures that are neither the request's nor ours: no connection to the database could be had, or one was lost. */
final class DatabaseAway {

    /** The server stops or starts, or has too many connections. */
    private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "53300");

    /** The class of all connection exceptions. */
    private static final String CONNECTION_EXCEPTION = "08";

    private static final int RETRY_SECONDS = 5;

    private DatabaseAway() {}

    /** What such a failure, or one that was caused by one, is answered with: 503, so that clients try again. */
    static Optional<HttpProblem> problemOf(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException exception) {
                String detail = detailOf(exception);
                if (detail != null) {
                    return Optional.of(HttpProblem.builder().withStatus(503).withTitle("Service Unavailable")
                            .withDetail(detail).withHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build());
                }
            }
        }
        return Optional.empty();
    }

    private static String detailOf(SQLException exception) {
        String state = String.valueOf(exception.getSQLState());
        if (STATES.contains(state) || state.startsWith(CONNECTION_EXCEPTION)) {
            return "The database can't be reached, or a connection to it was lost; try again soon.";
        }
        // The pool says it in no other way.
        return String.valueOf(exception.getMessage()).contains("acquisition timeout")
                ? "All connections to the database are busy; try again soon."
                : null;
    }
}
