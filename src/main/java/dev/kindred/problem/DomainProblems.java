package dev.kindred.problem;

import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** Gives every domain exception its HTTP status. */
@Provider
public class DomainProblems extends ExceptionMapperBase<KindredException> {

    /** Jakarta's own list of statuses lacks it. */
    private static final int UNPROCESSABLE_CONTENT = 422;

    @Override
    protected HttpProblem toProblem(KindredException exception) {
        return problem(statusCodeOf(exception), titleOf(exception), exception.getMessage());
    }

    /** A problem of any status. */
    public static HttpProblem problem(int status, String title, String detail) {
        return HttpProblem.builder().withStatus(status).withTitle(title).withDetail(detail).build();
    }

    /** Of HTTP, for what keeps a problem to answer it later. */
    public static int statusCodeOf(KindredException exception) {
        return exception instanceof Unsuitable ? UNPROCESSABLE_CONTENT : statusOf(exception).getStatusCode();
    }

    /** What goes with the status. */
    public static String titleOf(KindredException exception) {
        return exception instanceof Unsuitable ? "Unprocessable Content" : statusOf(exception).getReasonPhrase();
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
