package dev.kindred.plan;

import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A report, and beside its own fields the plans that were asked for.
 *
 * @param plans null where none were
 */
@RegisterForReflection
public record Planned<T>(@JsonUnwrapped T report,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(nullable = true,
                description = "By what each statement is for; absent unless asked for with `plan=true`") Map<String, QueryPlan> plans) {}
