package dev.kindred.problem;

import java.util.Set;

import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

import org.hibernate.JDBCException;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.logging.Log;

/** What only the database notices. */
@Provider
public class DatabaseProblems extends ExceptionMapperBase<JDBCException> {

    /** character_not_in_repertoire and untranslatable_character: U+0000 in a text or in jsonb. */
    private static final Set<String> UNSTORABLE_TEXT = Set.of("22021", "22P05");

    @Override
    protected HttpProblem toProblem(JDBCException exception) {
        if (UNSTORABLE_TEXT.contains(String.valueOf(exception.getSQLState()))) {
            return HttpProblem.valueOf(Status.BAD_REQUEST,
                    "A text holds the character U+0000, which PostgreSQL can't store; leave it out.");
        }
        if (DatabaseAway.problemOf(exception).isEmpty()) {
            Log.error("The database refused a statement", exception);
        }
        return HttpProblem.valueOf(Status.INTERNAL_SERVER_ERROR, "The database refused a statement; see the log.");
    }
}
