package dev.kindred.problem;

import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** Gives every domain exception its HTTP status. */
@Provider
public class DomainProblems extends ExceptionMapperBase<KindredException> {

    @Override
    protected HttpProblem toProblem(KindredException exception) {
        return HttpProblem.valueOf(statusOf(exception), exception.getMessage());
    }

    /** Of HTTP, for what keeps a problem to answer it later. */
    public static int statusCodeOf(KindredException exception) {
        return statusOf(exception).getStatusCode();
    }

    /** What goes with the status. */
    public static String titleOf(KindredException exception) {
        return statusOf(exception).getReasonPhrase();
    }

    private static Status statusOf(KindredException exception) {
        if (exception instanceof NotFound) {
            return Status.NOT_FOUND;
        }
        if (exception instanceof Conflict) {
            return Status.CONFLICT;
        }
        if (exception instanceof TooLarge) {
            return Status.REQUEST_ENTITY_TOO_LARGE;
        }
        return exception instanceof Corrupted ? Status.INTERNAL_SERVER_ERROR : Status.BAD_REQUEST;
    }
}
