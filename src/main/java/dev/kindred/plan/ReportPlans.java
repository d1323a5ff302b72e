package dev.kindred.plan;

import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The field that a report has more where its plans are wanted. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportPlans(@Schema(nullable = true,
        description = "By what each statement is for; absent unless asked for with `plan=true`") Map<String, QueryPlan> plans) {}
