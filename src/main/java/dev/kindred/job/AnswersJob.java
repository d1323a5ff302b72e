package dev.kindred.job;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** On an endpoint that answers by {@link JobAnswers#submit}: documents what clients get who do not wait for the end. */
@APIResponse(responseCode = "202", description = "The job; Location names it",
        content = @Content(mediaType = "application/json", schema = @Schema(implementation = Job.class)))
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AnswersJob {
}
