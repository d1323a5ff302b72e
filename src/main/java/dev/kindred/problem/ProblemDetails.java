package dev.kindred.problem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.Response.Status;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkiverse.resteasy.problem.validation.Violation;

/** Gives every problem a {@code detail} in plain words; the problem library leaves it out or repeats the status. */
@ApplicationScoped
public class ProblemDetails implements ProblemPostProcessor {

    /** Before the problem library's log (101), so that it tells what the client is told. */
    @Override
    public int priority() {
        return 200;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        Optional<HttpProblem> away = DatabaseAway.problemOf(context.cause);
        if (away.isPresent()) {
            return away.get();
        }
        if (problem.getParameters().get("violations") instanceof List<?> violations) {
            return withErrors(problem,
                    violations.stream().map(Violation.class::cast).map(ProblemDetails::plain).toList());
        }
        TooLarge tooLarge = find(TooLarge.class, context.cause); // Jackson wraps what the stream throws
        if (tooLarge != null) {
            return HttpProblem.valueOf(Status.REQUEST_ENTITY_TOO_LARGE, tooLarge.getMessage());
        }
        JsonProcessingException json = find(JsonProcessingException.class, context.cause);
        if (json != null) {
            return withDetail(problem, JsonFailure.describe(json));
        }
        boolean saysNothing = problem.getDetail() == null || problem.getDetail().startsWith("HTTP ");
        boolean speaksOfJava = context.cause instanceof NotSupportedException
                || context.cause instanceof NotAcceptableException;
        return saysNothing || speaksOfJava
                ? withDetail(problem, byStatus(problem.getStatusCode()))
                : problem;
    }

    private static HttpProblem withErrors(HttpProblem problem, List<Violation> violations) {
        String detail = violations.stream().map(ProblemDetails::sentence).collect(Collectors.joining("; "));
        return HttpProblem.builder().withTitle(problem.getTitle()).withStatus(problem.getStatusCode())
                .withInstance(problem.getInstance()).withDetail(detail + ".").with("errors", violations).build();
    }

    /** Of an element of a list as the client knows it, "ids[0]"; only bodies have lists. */
    private static Violation plain(Violation violation) {
        String field = violation.field.replace(".<list element>", "");
        return field.equals(violation.field) ? violation : Violation.In.body.field(field).message(violation.message);
    }

    private static String sentence(Violation violation) {
        return (violation.field.isEmpty() ? "the body" : violation.field) + ' ' + violation.message;
    }

    private static <T extends Throwable> T find(Class<T> type, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static HttpProblem withDetail(HttpProblem problem, String detail) {
        HttpProblem.Builder builder = HttpProblem.builder().withTitle(problem.getTitle())
                .withStatus(problem.getStatusCode()).withInstance(problem.getInstance()).withDetail(detail);
        problem.getHeaders().forEach(builder::withHeader);
        return builder.build();
    }

    private static String byStatus(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this address; /q/openapi lists the ones there are.";
            case 405 -> "This address does not take this method; /q/openapi lists the ones it takes.";
            case 406 -> "This address does not answer in what Accept asks for; /q/openapi lists in what it does.";
            case 415 -> "The body must be application/json, or what else /q/openapi lists for this address; say so in "
                    + "Content-Type.";
            default -> status < 500
                    ? "The request can't be answered as it is."
                    : "Something went wrong here, not in the request; the log says what.";
        };
    }
}
