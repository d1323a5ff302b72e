package dev.kindred.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A report, and beside its own fields the plans that were asked for.
 *
 * @param explained not called like the field in it, which the OpenAPI document would leave out then
 */
@RegisterForReflection
public record Planned<T>(@JsonUnwrapped T report, @JsonUnwrapped ReportPlans explained) {}
