package dev.kindred.problem;

import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;

/**
 * JSON of the wrong type. Quarkus REST has a mapper of its own for this exception, which answers no problem at all, so
 * it has to be taken back here; {@link ProblemDetails} then says what is wrong.
 */
@Provider
public class MismatchedJson extends ExceptionMapperBase<MismatchedInputException> {

    @Override
    protected HttpProblem toProblem(MismatchedInputException exception) {
        return HttpProblem.valueOf(Status.BAD_REQUEST);
    }
}
