package dev.kindred.plan;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How PostgreSQL ran a statement.
 *
 * @param plan  its own words, as psql shows them: they can be read where they arrive, and tools that draw plans take them.
 *              The plan as JSON is fifty lines a table
 * @param joins null where there are too few tables for their order to be in question
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueryPlan(
        @Schema(examples = "select r.age, r.id::text from public.customer as r where r.id > ? limit ?",
                description = "As it was sent, with `?` for each bound value") String sql,
        @Schema(examples = "[\"r.age\", \"(r.id)::text\"]",
                description = """
                        What it asks for, as PostgreSQL has understood it: by the columns of the tables below a view. The Output of a scan \
                        in `plan` may have more, where handing on whole rows costs nothing""") List<String> columns,
        @Schema(examples = "{\"jit\": \"off\"}",
                description = "Settings of the planner that are not the default") Map<String, String> settings,
        @Schema(examples = """
                ["Limit  (cost=0.28..4.29 rows=200 width=36) (actual time=0.02..0.09 rows=200 loops=1)", \
                "  Output: age, ((id)::text)", "  Buffers: shared hit=7"]""",
                description = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, SETTINGS), line by line") List<String> plan,
        @Schema(examples = "0.21") double planningMillis,
        @Schema(examples = "0.12",
                description = "Of a run for this plan, before that for the answer") double executionMillis,
        @Schema(examples = "7",
                description = "Pages found in PostgreSQL's memory, each time one was looked at") long sharedHit,
        @Schema(examples = "0",
                description = "Pages that the operating system had to be asked for") long sharedRead,
        @Schema(examples = "[\"customer_pkey\"]", description = "That the plan reads") List<String> indexes,
        @Schema(nullable = true, description = """
                Present where more tables are joined than half of `join_collapse_limit`: what that setting does to the \
                plan""") JoinSearch joins) {}
