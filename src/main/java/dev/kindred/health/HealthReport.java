package dev.kindred.health;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The state of the database and what there is to say of it.
 *
 * @param status   {@code ok}, or the word of the worst finding from {@code warning} on
 * @param findings the most urgent first
 * @param slowest  null where pg_stat_statements is not there
 * @param probes   null where none were asked for
 * @param notes    what could not be read, and what that needs
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record HealthReport(
        @Schema(examples = "warning", description = "`ok`, `warning` or `critical`: the worst finding") String status,
        Instant checkedAt, ServerState server,
        @Schema(description = "The most urgent first") List<Finding> findings, List<TableHealth> tables,
        @Schema(nullable = true,
                description = "What took most time in all, by pg_stat_statements") List<SlowStatement> slowest,
        @Schema(nullable = true, description = "With `probe=true`") List<Probe> probes,
        @Schema(description = "What could not be read, and what that needs") List<String> notes) {

    static final String OK = "ok";

    static String statusOf(List<Finding> findings) {
        return findings.stream().map(Finding::severity).filter(severity -> severity != Severity.INFO)
                .max(Enum::compareTo).map(Severity::word).orElse(OK);
    }

    long count(Severity severity) {
        return findings.stream().filter(finding -> finding.severity() == severity).count();
    }
}
